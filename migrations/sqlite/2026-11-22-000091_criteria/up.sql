-- What the instruction found on each criterion of the experiment, for one filed version. Nothing is rewritten: the last
-- verdict on a criterion counts.
CREATE TABLE criterion_verdicts (
    id TEXT NOT NULL CHECK (length(id) = 36) PRIMARY KEY,
    request_id TEXT NOT NULL CHECK (length(request_id) = 36),
    ordinal INTEGER NOT NULL,
    criterion TEXT NOT NULL CHECK (criterion IN ('in_france', 'three_years', 'electronic', 'exchange', 'sector')),
    verdict TEXT NOT NULL CHECK (verdict IN ('met', 'not_met')),
    comment TEXT NOT NULL,
    judged_by TEXT NOT NULL CHECK (length(judged_by) = 36) REFERENCES accounts (id),
    judged_at TEXT NOT NULL,
    FOREIGN KEY (request_id, ordinal) REFERENCES request_versions (request_id, ordinal),
    CHECK (verdict = 'met' OR comment <> '')
) STRICT;
CREATE INDEX criterion_verdicts_version ON criterion_verdicts (request_id, ordinal, judged_at);
