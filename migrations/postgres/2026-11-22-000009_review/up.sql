-- One row; none means every setting at its default.
CREATE TABLE review_settings (
    id integer NOT NULL PRIMARY KEY CHECK (id = 1),
    four_eyes boolean NOT NULL,
    version integer NOT NULL,
    changed_by uuid REFERENCES accounts (id),
    changed_at timestamptz NOT NULL
);

-- An unfavourable decision that a first reviewer signed and a second one must sign.
CREATE TABLE decision_proposals (
    id uuid NOT NULL PRIMARY KEY,
    request_id uuid NOT NULL REFERENCES requests (id),
    kind text NOT NULL CHECK (kind IN ('refuse', 'discard', 'revoke')),
    reason text NOT NULL,
    legal_reference text NOT NULL,
    proposed_by uuid NOT NULL REFERENCES accounts (id),
    proposed_at timestamptz NOT NULL,
    outcome text CHECK (outcome IN ('signed', 'dropped')),
    settled_by uuid REFERENCES accounts (id),
    settled_at timestamptz,
    CHECK ((outcome IS NULL) = (settled_at IS NULL)),
    CHECK (outcome IS NULL OR outcome <> 'signed' OR settled_by <> proposed_by)
);
CREATE UNIQUE INDEX decision_proposals_open ON decision_proposals (request_id) WHERE settled_at IS NULL;
CREATE INDEX decision_proposals_request ON decision_proposals (request_id, proposed_at);

-- When a person of the staff last opened a dossier, so that the journal tells it once an hour.
CREATE TABLE dossier_reads (
    account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    request_id uuid NOT NULL REFERENCES requests (id) ON DELETE CASCADE,
    read_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, request_id)
);
