-- The requests of a legal person, the latest first.
CREATE INDEX requests_siren_filed ON requests (siren, submitted_at, id) WHERE submitted_at IS NOT NULL;
