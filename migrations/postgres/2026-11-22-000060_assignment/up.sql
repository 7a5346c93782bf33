-- Whether a request is given to a reviewer as soon as it is filed.
ALTER TABLE review_settings ADD COLUMN assigns boolean NOT NULL DEFAULT false;

-- When a reviewer is away: nothing is given to them meanwhile.
CREATE TABLE reviewer_absences (
    id uuid NOT NULL PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    declared_by uuid NOT NULL REFERENCES accounts (id),
    declared_at timestamptz NOT NULL,
    CHECK (ends_on >= starts_on)
);
CREATE INDEX reviewer_absences_end ON reviewer_absences (ends_on, id);
CREATE INDEX reviewer_absences_account ON reviewer_absences (account_id, ends_on);

-- Members of the staff who stated a conflict of interest on a request: it is closed to them.
CREATE TABLE request_recusals (
    request_id uuid NOT NULL REFERENCES requests (id) ON DELETE CASCADE,
    account_id uuid NOT NULL REFERENCES accounts (id),
    tie text NOT NULL CHECK (tie IN ('family', 'employment', 'interest', 'other')),
    reason text NOT NULL CHECK (reason <> ''),
    stated_at timestamptz NOT NULL,
    PRIMARY KEY (request_id, account_id)
);
