-- While a sandbox secret is being replaced, the former one still opens the door until this instant.
ALTER TABLE clients ADD COLUMN former_secret_hash TEXT CHECK (length(former_secret_hash) = 64);
ALTER TABLE clients ADD COLUMN former_secret_until TEXT
    CHECK ((former_secret_hash IS NULL) = (former_secret_until IS NULL))
    CHECK (former_secret_hash IS NULL OR secret_hash IS NOT NULL);
