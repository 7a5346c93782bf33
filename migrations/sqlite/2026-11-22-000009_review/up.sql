-- One row; none means every setting at its default.
CREATE TABLE review_settings (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    four_eyes INTEGER NOT NULL,
    version INTEGER NOT NULL,
    changed_by TEXT CHECK (length(changed_by) = 36) REFERENCES accounts (id),
    changed_at TEXT NOT NULL
) STRICT;

-- An unfavourable decision that a first reviewer signed and a second one must sign.
CREATE TABLE decision_proposals (
    id TEXT NOT NULL CHECK (length(id) = 36) PRIMARY KEY,
    request_id TEXT NOT NULL CHECK (length(request_id) = 36) REFERENCES requests (id),
    kind TEXT NOT NULL CHECK (kind IN ('refuse', 'discard', 'revoke')),
    reason TEXT NOT NULL,
    legal_reference TEXT NOT NULL,
    proposed_by TEXT NOT NULL CHECK (length(proposed_by) = 36) REFERENCES accounts (id),
    proposed_at TEXT NOT NULL,
    outcome TEXT CHECK (outcome IN ('signed', 'dropped')),
    settled_by TEXT CHECK (length(settled_by) = 36) REFERENCES accounts (id),
    settled_at TEXT,
    CHECK ((outcome IS NULL) = (settled_at IS NULL)),
    CHECK (outcome IS NULL OR outcome <> 'signed' OR settled_by <> proposed_by)
) STRICT;
CREATE UNIQUE INDEX decision_proposals_open ON decision_proposals (request_id) WHERE settled_at IS NULL;
CREATE INDEX decision_proposals_request ON decision_proposals (request_id, proposed_at);

-- When a person of the staff last opened a dossier, so that the journal tells it once an hour.
CREATE TABLE dossier_reads (
    account_id TEXT NOT NULL CHECK (length(account_id) = 36) REFERENCES accounts (id) ON DELETE CASCADE,
    request_id TEXT NOT NULL CHECK (length(request_id) = 36) REFERENCES requests (id) ON DELETE CASCADE,
    read_at TEXT NOT NULL,
    PRIMARY KEY (account_id, request_id)
) STRICT;
