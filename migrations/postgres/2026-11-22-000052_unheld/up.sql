-- Requests that nobody follows, in order: an absent value is no equality for PostgreSQL, which would sort all of them.
CREATE INDEX queue_entries_unheld ON queue_entries (status, rank) WHERE reviewer_id IS NULL;
CREATE INDEX queue_entries_every_unheld ON queue_entries (rank) WHERE reviewer_id IS NULL;
