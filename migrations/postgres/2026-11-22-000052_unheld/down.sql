DROP INDEX queue_entries_every_unheld;
DROP INDEX queue_entries_unheld;
