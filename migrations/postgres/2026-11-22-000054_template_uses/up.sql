-- The versions of the reason templates that a decision, or a proposal of one, was written from. Templates are never
-- deleted; their table comes later in the order of migrations, so that nothing refers to it here.
CREATE TABLE template_uses (
    id uuid NOT NULL PRIMARY KEY,
    template_id uuid NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    decision_id uuid REFERENCES request_decisions (id) ON DELETE CASCADE,
    proposal_id uuid REFERENCES decision_proposals (id) ON DELETE CASCADE,
    CHECK (decision_id IS NOT NULL OR proposal_id IS NOT NULL)
);
CREATE INDEX template_uses_of_decision ON template_uses (decision_id);
CREATE INDEX template_uses_of_proposal ON template_uses (proposal_id);
