-- When the clocks look at a request again: the next reminder, alert or closing. Nothing once no delay runs.
ALTER TABLE requests ADD COLUMN clock_at timestamptz;
CREATE INDEX requests_clock ON requests (clock_at, id) WHERE clock_at IS NOT NULL;
CREATE INDEX requests_silence ON requests (silent_on, id) WHERE silent_on IS NOT NULL;
UPDATE requests SET clock_at = updated_at WHERE status IN ('draft', 'submitted', 'in_review', 'changes_requested', 'waitlisted');

-- One more reason: corrections that nobody answered.
ALTER TABLE request_withdrawals DROP CONSTRAINT request_withdrawals_reason_check;
ALTER TABLE request_withdrawals ADD CONSTRAINT request_withdrawals_reason_check
    CHECK (reason IN ('abandoned', 'duplicate', 'mistake', 'other', 'right_ended', 'unanswered'));

-- The mornings on which the desk was told what waits: one row a day, whatever the number of nodes.
CREATE TABLE desk_mornings (
    day date NOT NULL PRIMARY KEY,
    told INTEGER NOT NULL CHECK (told >= 0)
);
