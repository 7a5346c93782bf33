CREATE TABLE credentials (
    id TEXT NOT NULL CHECK (length(id) = 36) PRIMARY KEY,
    client_id TEXT NOT NULL CHECK (length(client_id) = 36) REFERENCES clients (id),
    method TEXT NOT NULL CHECK (method IN ('client_secret_post', 'private_key_jwt')),
    status TEXT NOT NULL CHECK (status IN ('issued', 'revealed', 'key_registered', 'revoked', 'expired')),
    version INTEGER NOT NULL,
    issued_at TEXT NOT NULL,
    issued_by TEXT CHECK (length(issued_by) = 36) REFERENCES accounts (id),
    retrieval_until TEXT NOT NULL,
    secret_hash TEXT CHECK (length(secret_hash) = 64),
    revealed_at TEXT,
    revealed_by TEXT CHECK (length(revealed_by) = 36) REFERENCES accounts (id),
    expires_at TEXT NOT NULL,
    ended_at TEXT,
    end_reason TEXT NOT NULL,
    -- Before the reveal there is no secret; a key never has one.
    CHECK (status <> 'issued' OR (method = 'client_secret_post' AND secret_hash IS NULL AND revealed_at IS NULL)),
    CHECK (status <> 'revealed' OR (method = 'client_secret_post' AND secret_hash IS NOT NULL)),
    CHECK (method <> 'private_key_jwt' OR secret_hash IS NULL),
    CHECK ((secret_hash IS NULL) = (revealed_at IS NULL)),
    CHECK ((revealed_by IS NULL) = (revealed_at IS NULL)),
    CHECK ((status IN ('revoked', 'expired')) = (ended_at IS NOT NULL))
) STRICT;
CREATE INDEX credentials_client ON credentials (client_id, issued_at);
-- At most one credential of a client is open at a time.
CREATE UNIQUE INDEX credentials_open ON credentials (client_id) WHERE status IN ('issued', 'revealed', 'key_registered');
CREATE INDEX credentials_status ON credentials (status, issued_at);
