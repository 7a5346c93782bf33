-- Requests that nobody follows are read state by state only: with another index in sight, PostgreSQL walked it whole for a
-- state in which every request has somebody.
DROP INDEX queue_entries_every_unheld;
