-- Which states go with which reviewers: without this, PostgreSQL takes a request under review that nobody follows for as
-- common as any other, and walks a whole index to find the first of none.
CREATE STATISTICS queue_entries_holders (mcv) ON status, reviewer_id FROM queue_entries;
ALTER STATISTICS queue_entries_holders SET STATISTICS 1000;
