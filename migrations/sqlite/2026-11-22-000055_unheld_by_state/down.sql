CREATE INDEX queue_entries_every_unheld ON queue_entries (rank) WHERE reviewer_id IS NULL;
