-- When the clocks look at a request again: the next reminder, alert or closing. Nothing once no delay runs.
ALTER TABLE requests ADD COLUMN clock_at TEXT;
CREATE INDEX requests_clock ON requests (clock_at, id) WHERE clock_at IS NOT NULL;
CREATE INDEX requests_silence ON requests (silent_on, id) WHERE silent_on IS NOT NULL;
UPDATE requests SET clock_at = updated_at WHERE status IN ('draft', 'submitted', 'in_review', 'changes_requested', 'waitlisted');

-- One more reason: corrections that nobody answered.
CREATE TABLE request_withdrawals_next (
    request_id TEXT NOT NULL CHECK (length(request_id) = 36) PRIMARY KEY REFERENCES requests (id),
    reason TEXT NOT NULL CHECK (reason IN ('abandoned', 'duplicate', 'mistake', 'other', 'right_ended', 'unanswered')),
    comment TEXT NOT NULL,
    withdrawn_by TEXT CHECK (length(withdrawn_by) = 36) REFERENCES accounts (id),
    withdrawn_at TEXT NOT NULL
) STRICT;
INSERT INTO request_withdrawals_next SELECT request_id, reason, comment, withdrawn_by, withdrawn_at FROM request_withdrawals;
DROP TABLE request_withdrawals;
ALTER TABLE request_withdrawals_next RENAME TO request_withdrawals;

-- The mornings on which the desk was told what waits: one row a day, whatever the number of nodes.
CREATE TABLE desk_mornings (
    day TEXT NOT NULL PRIMARY KEY,
    told INTEGER NOT NULL CHECK (told >= 0)
) STRICT;
