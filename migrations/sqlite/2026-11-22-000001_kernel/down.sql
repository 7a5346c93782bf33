DROP TABLE journal_head;
DROP TABLE journal_entries;
DROP TABLE rate_counters;
DROP TABLE number_blocks;
DROP TABLE leases;
DROP TABLE outbox_jobs;
