-- What the instruction found on each criterion of the experiment, for one filed version. Nothing is rewritten: the last
-- verdict on a criterion counts.
CREATE TABLE criterion_verdicts (
    id uuid NOT NULL PRIMARY KEY,
    request_id uuid NOT NULL,
    ordinal integer NOT NULL,
    criterion TEXT NOT NULL CHECK (criterion IN ('in_france', 'three_years', 'electronic', 'exchange', 'sector')),
    verdict TEXT NOT NULL CHECK (verdict IN ('met', 'not_met')),
    comment TEXT NOT NULL,
    judged_by uuid NOT NULL REFERENCES accounts (id),
    judged_at timestamptz NOT NULL,
    FOREIGN KEY (request_id, ordinal) REFERENCES request_versions (request_id, ordinal),
    CHECK (verdict = 'met' OR comment <> '')
);
CREATE INDEX criterion_verdicts_version ON criterion_verdicts (request_id, ordinal, judged_at);
