-- The delays shown on every request are counted in the index alone: a request's row lies among its dossier's pages.
DROP INDEX requests_decided;
CREATE INDEX requests_decided ON requests (decided_at, first_submitted_at, suspended_seconds, status) WHERE decided_at IS NOT NULL;
