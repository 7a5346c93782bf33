CREATE TABLE credentials (
    id uuid NOT NULL PRIMARY KEY,
    client_id uuid NOT NULL REFERENCES clients (id),
    method TEXT NOT NULL CHECK (method IN ('client_secret_post', 'private_key_jwt')),
    status TEXT NOT NULL CHECK (status IN ('issued', 'revealed', 'revoked', 'expired')),
    version integer NOT NULL,
    issued_at timestamptz NOT NULL,
    issued_by uuid REFERENCES accounts (id),
    retrieval_until timestamptz NOT NULL,
    secret_hash TEXT CHECK (length(secret_hash) = 64),
    revealed_at timestamptz,
    revealed_by uuid REFERENCES accounts (id),
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    end_reason TEXT NOT NULL,
    CHECK (status <> 'issued' OR (secret_hash IS NULL AND revealed_at IS NULL)),
    CHECK (status <> 'revealed' OR revealed_at IS NOT NULL),
    CHECK ((status IN ('revoked', 'expired')) = (ended_at IS NOT NULL))
);
CREATE INDEX credentials_client ON credentials (client_id, issued_at);
-- At most one credential per client awaits retrieval.
CREATE UNIQUE INDEX credentials_awaiting ON credentials (client_id) WHERE status = 'issued';
