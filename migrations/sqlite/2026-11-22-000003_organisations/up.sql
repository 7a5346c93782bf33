CREATE TABLE organisations (
    id TEXT NOT NULL CHECK (length(id) = 36) PRIMARY KEY,
    siret TEXT NOT NULL UNIQUE CHECK (length(siret) = 14),
    siren TEXT NOT NULL CHECK (length(siren) = 9),
    name TEXT NOT NULL,
    search_key TEXT NOT NULL,
    legal_category TEXT NOT NULL CHECK (length(legal_category) = 4),
    activity_code TEXT NOT NULL,
    address TEXT NOT NULL,
    founded_on TEXT,
    open INTEGER NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('typed', 'registry')),
    created_at TEXT NOT NULL,
    version INTEGER NOT NULL
) STRICT;
CREATE INDEX organisations_siren ON organisations (siren);
CREATE INDEX organisations_search ON organisations (search_key, id);

CREATE TABLE memberships (
    organisation_id TEXT NOT NULL CHECK (length(organisation_id) = 36) REFERENCES organisations (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL CHECK (length(account_id) = 36) REFERENCES accounts (id) ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('administrator', 'member', 'reader')),
    joined_at TEXT NOT NULL,
    PRIMARY KEY (organisation_id, account_id)
) STRICT;
CREATE INDEX memberships_account ON memberships (account_id, organisation_id);

CREATE TABLE membership_requests (
    organisation_id TEXT NOT NULL CHECK (length(organisation_id) = 36) REFERENCES organisations (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL CHECK (length(account_id) = 36) REFERENCES accounts (id) ON DELETE CASCADE,
    asked_at TEXT NOT NULL,
    PRIMARY KEY (organisation_id, account_id)
) STRICT;

CREATE TABLE organisation_invitations (
    id TEXT NOT NULL CHECK (length(id) = 36) PRIMARY KEY,
    organisation_id TEXT NOT NULL CHECK (length(organisation_id) = 36) REFERENCES organisations (id) ON DELETE CASCADE,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('administrator', 'member', 'reader')),
    invited_by TEXT NOT NULL CHECK (length(invited_by) = 36) REFERENCES accounts (id),
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    token_hash TEXT UNIQUE,
    accepted_at TEXT,
    UNIQUE (organisation_id, email_key)
) STRICT;
