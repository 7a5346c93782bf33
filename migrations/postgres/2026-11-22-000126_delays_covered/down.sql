DROP INDEX requests_decided;
CREATE INDEX requests_decided ON requests (decided_at, id) WHERE decided_at IS NOT NULL;
