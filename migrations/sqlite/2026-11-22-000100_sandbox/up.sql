-- Keys that sign, sealed for their label.
CREATE TABLE sandbox_keys (
    kid TEXT NOT NULL PRIMARY KEY CHECK (kid <> ''),
    alg TEXT NOT NULL CHECK (alg IN ('ES256', 'RS256')),
    sealed TEXT NOT NULL CHECK (sealed <> ''),
    public TEXT NOT NULL,
    created_at TEXT NOT NULL,
    signs_from TEXT NOT NULL,
    published_until TEXT,
    UNIQUE (alg, signs_from)
) STRICT;

-- The session of a browser at the sandbox, and who signed in there.
CREATE TABLE sandbox_sessions (
    id TEXT NOT NULL CHECK (length(id) = 36) PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE CHECK (length(token_hash) = 64),
    signed TEXT,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL
) STRICT;
CREATE INDEX sandbox_sessions_expiry ON sandbox_sessions (expires_at);

-- One authorize request each, with the grant it became. Codes and tokens as hashes.
CREATE TABLE sandbox_flows (
    id TEXT NOT NULL CHECK (length(id) = 36) PRIMARY KEY,
    client_id TEXT NOT NULL CHECK (length(client_id) = 36) REFERENCES clients (id),
    session_id TEXT CHECK (length(session_id) = 36) REFERENCES sandbox_sessions (id) ON DELETE SET NULL,
    status TEXT NOT NULL CHECK (status IN ('choice', 'consent', 'granted')),
    asked TEXT NOT NULL,
    signed TEXT,
    code_hash TEXT UNIQUE CHECK (length(code_hash) = 64),
    granted_at TEXT,
    token_hash TEXT UNIQUE CHECK (length(token_hash) = 64),
    used_at TEXT,
    revoked_at TEXT,
    created_at TEXT NOT NULL,
    CHECK ((status = 'choice') = (signed IS NULL)),
    CHECK ((status = 'granted') = (code_hash IS NOT NULL)),
    CHECK ((code_hash IS NULL) = (granted_at IS NULL)),
    CHECK ((token_hash IS NULL) = (used_at IS NULL)),
    CHECK (used_at IS NULL OR granted_at IS NOT NULL)
) STRICT;
CREATE INDEX sandbox_flows_session ON sandbox_flows (session_id, client_id, created_at);
CREATE INDEX sandbox_flows_age ON sandbox_flows (created_at);

-- Assertions of clients, each used once.
CREATE TABLE sandbox_assertions (
    client_id TEXT NOT NULL CHECK (length(client_id) = 36) REFERENCES clients (id),
    jti_hash TEXT NOT NULL CHECK (length(jti_hash) = 64),
    expires_at TEXT NOT NULL,
    PRIMARY KEY (client_id, jti_hash)
) STRICT;
CREATE INDEX sandbox_assertions_expiry ON sandbox_assertions (expires_at);
