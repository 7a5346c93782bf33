-- What an address typed in a dossier answered.
CREATE TABLE url_checks (
    request_id uuid NOT NULL REFERENCES requests (id) ON DELETE CASCADE,
    field TEXT NOT NULL,
    url TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('answers', 'error', 'not_https', 'not_public', 'unknown_host', 'elsewhere',
        'too_slow', 'unreachable')),
    status INTEGER,
    checked_at timestamptz NOT NULL,
    PRIMARY KEY (request_id, field)
);

-- The controller and the data protection officer say whether the role is theirs, by a mailed link.
CREATE TABLE contact_confirmations (
    id uuid NOT NULL PRIMARY KEY,
    request_id uuid NOT NULL REFERENCES requests (id) ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('controller', 'dpo')),
    email TEXT NOT NULL,
    asked_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    token_hash TEXT UNIQUE CHECK (length(token_hash) = 64),
    answer TEXT CHECK (answer IN ('confirmed', 'declined')),
    answered_at timestamptz,
    UNIQUE (request_id, role, email),
    CHECK ((answer IS NULL) = (answered_at IS NULL))
);

-- The real delays are counted on what was decided lately.
CREATE INDEX requests_decided ON requests (decided_at, id) WHERE decided_at IS NOT NULL;
