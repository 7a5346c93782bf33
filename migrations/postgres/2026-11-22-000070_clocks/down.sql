DROP TABLE desk_mornings;
DROP INDEX requests_silence;
DROP INDEX requests_clock;
ALTER TABLE requests DROP COLUMN clock_at;
UPDATE request_withdrawals SET reason = 'other' WHERE reason = 'unanswered';
ALTER TABLE request_withdrawals DROP CONSTRAINT request_withdrawals_reason_check;
ALTER TABLE request_withdrawals ADD CONSTRAINT request_withdrawals_reason_check
    CHECK (reason IN ('abandoned', 'duplicate', 'mistake', 'other', 'right_ended'));
