DROP TABLE desk_mornings;
DROP INDEX requests_silence;
DROP INDEX requests_clock;
ALTER TABLE requests DROP COLUMN clock_at;
UPDATE request_withdrawals SET reason = 'other' WHERE reason = 'unanswered';
