CREATE TABLE organisations (
    id uuid NOT NULL PRIMARY KEY,
    siret TEXT NOT NULL UNIQUE CHECK (length(siret) = 14),
    siren TEXT NOT NULL CHECK (length(siren) = 9),
    name TEXT NOT NULL,
    search_key TEXT NOT NULL,
    legal_category TEXT NOT NULL CHECK (length(legal_category) = 4),
    activity_code TEXT NOT NULL,
    address TEXT NOT NULL,
    founded_on date,
    open boolean NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('typed', 'registry')),
    created_at timestamptz NOT NULL,
    version integer NOT NULL
);
CREATE INDEX organisations_siren ON organisations (siren);
CREATE INDEX organisations_search ON organisations (search_key, id);

CREATE TABLE memberships (
    organisation_id uuid NOT NULL REFERENCES organisations (id) ON DELETE CASCADE,
    account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('administrator', 'member', 'reader')),
    joined_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, account_id)
);
CREATE INDEX memberships_account ON memberships (account_id, organisation_id);

CREATE TABLE membership_requests (
    organisation_id uuid NOT NULL REFERENCES organisations (id) ON DELETE CASCADE,
    account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    asked_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, account_id)
);

CREATE TABLE organisation_invitations (
    id uuid NOT NULL PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisations (id) ON DELETE CASCADE,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('administrator', 'member', 'reader')),
    invited_by uuid NOT NULL REFERENCES accounts (id),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    token_hash TEXT UNIQUE,
    accepted_at timestamptz,
    UNIQUE (organisation_id, email_key)
);
