-- Keys that sign, sealed for their label.
CREATE TABLE sandbox_keys (
    kid TEXT NOT NULL PRIMARY KEY CHECK (kid <> ''),
    alg TEXT NOT NULL CHECK (alg IN ('ES256', 'RS256')),
    sealed TEXT NOT NULL CHECK (sealed <> ''),
    public jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    signs_from timestamptz NOT NULL,
    published_until timestamptz,
    UNIQUE (alg, signs_from)
);

-- The session of a browser at the sandbox, and who signed in there.
CREATE TABLE sandbox_sessions (
    id uuid NOT NULL PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE CHECK (length(token_hash) = 64),
    signed jsonb,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX sandbox_sessions_expiry ON sandbox_sessions (expires_at);

-- One authorize request each, with the grant it became. Codes and tokens as hashes.
CREATE TABLE sandbox_flows (
    id uuid NOT NULL PRIMARY KEY,
    client_id uuid NOT NULL REFERENCES clients (id),
    session_id uuid REFERENCES sandbox_sessions (id) ON DELETE SET NULL,
    status TEXT NOT NULL CHECK (status IN ('choice', 'consent', 'granted')),
    asked jsonb NOT NULL,
    signed jsonb,
    code_hash TEXT UNIQUE CHECK (length(code_hash) = 64),
    granted_at timestamptz,
    token_hash TEXT UNIQUE CHECK (length(token_hash) = 64),
    used_at timestamptz,
    revoked_at timestamptz,
    created_at timestamptz NOT NULL,
    CHECK ((status = 'choice') = (signed IS NULL)),
    CHECK ((status = 'granted') = (code_hash IS NOT NULL)),
    CHECK ((code_hash IS NULL) = (granted_at IS NULL)),
    CHECK ((token_hash IS NULL) = (used_at IS NULL)),
    CHECK (used_at IS NULL OR granted_at IS NOT NULL)
);
CREATE INDEX sandbox_flows_session ON sandbox_flows (session_id, client_id, created_at);
CREATE INDEX sandbox_flows_age ON sandbox_flows (created_at);

-- Assertions of clients, each used once.
CREATE TABLE sandbox_assertions (
    client_id uuid NOT NULL REFERENCES clients (id),
    jti_hash TEXT NOT NULL CHECK (length(jti_hash) = 64),
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (client_id, jti_hash)
);
CREATE INDEX sandbox_assertions_expiry ON sandbox_assertions (expires_at);
