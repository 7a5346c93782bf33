-- Whether a request is given to a reviewer as soon as it is filed.
ALTER TABLE review_settings ADD COLUMN assigns INTEGER NOT NULL DEFAULT 0;

-- When a reviewer is away: nothing is given to them meanwhile.
CREATE TABLE reviewer_absences (
    id TEXT NOT NULL CHECK (length(id) = 36) PRIMARY KEY,
    account_id TEXT NOT NULL CHECK (length(account_id) = 36) REFERENCES accounts (id) ON DELETE CASCADE,
    starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    declared_by TEXT NOT NULL CHECK (length(declared_by) = 36) REFERENCES accounts (id),
    declared_at TEXT NOT NULL,
    CHECK (ends_on >= starts_on)
) STRICT;
CREATE INDEX reviewer_absences_end ON reviewer_absences (ends_on, id);
CREATE INDEX reviewer_absences_account ON reviewer_absences (account_id, ends_on);

-- Members of the staff who stated a conflict of interest on a request: it is closed to them.
CREATE TABLE request_recusals (
    request_id TEXT NOT NULL CHECK (length(request_id) = 36) REFERENCES requests (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL CHECK (length(account_id) = 36) REFERENCES accounts (id),
    tie TEXT NOT NULL CHECK (tie IN ('family', 'employment', 'interest', 'other')),
    reason TEXT NOT NULL CHECK (reason <> ''),
    stated_at TEXT NOT NULL,
    PRIMARY KEY (request_id, account_id)
) STRICT;
