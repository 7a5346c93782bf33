CREATE TABLE organisations (
    id TEXT NOT NULL CHECK (length(id) = 36) PRIMARY KEY,
    siret TEXT NOT NULL UNIQUE CHECK (length(siret) = 14),
    siren TEXT NOT NULL CHECK (siren = substr(siret, 1, 9)),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    search_key TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    legal_category TEXT NOT NULL CHECK (length(legal_category) = 4),
    activity_code TEXT NOT NULL CHECK (length(activity_code) = 6),
    street TEXT NOT NULL,
    postal_code TEXT NOT NULL CHECK (length(postal_code) = 5),
    city TEXT NOT NULL,
    founded_on TEXT NOT NULL,
    registry_state TEXT NOT NULL CHECK (registry_state IN ('open', 'closed')),
    provenance TEXT NOT NULL CHECK (provenance IN ('unverified', 'registry')),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1)
) STRICT;
CREATE INDEX organisations_siren ON organisations (siren);
CREATE INDEX organisations_search ON organisations (search_key, id);
CREATE INDEX organisations_name ON organisations (sort_key, id);

CREATE TABLE memberships (
    organisation_id TEXT NOT NULL CHECK (length(organisation_id) = 36) REFERENCES organisations (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL CHECK (length(account_id) = 36) REFERENCES accounts (id) ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('administrator', 'member', 'reader')),
    joined_at TEXT NOT NULL,
    PRIMARY KEY (organisation_id, account_id)
) STRICT;
CREATE INDEX memberships_account ON memberships (account_id, organisation_id);

CREATE TABLE membership_requests (
    id TEXT NOT NULL CHECK (length(id) = 36) PRIMARY KEY,
    organisation_id TEXT NOT NULL CHECK (length(organisation_id) = 36) REFERENCES organisations (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL CHECK (length(account_id) = 36) REFERENCES accounts (id) ON DELETE CASCADE,
    status TEXT NOT NULL CHECK (status IN ('pending', 'accepted', 'declined', 'withdrawn')),
    asked_at TEXT NOT NULL,
    settled_by TEXT CHECK (length(settled_by) = 36) REFERENCES accounts (id),
    settled_at TEXT,
    CHECK ((status = 'pending') = (settled_at IS NULL))
) STRICT;
CREATE UNIQUE INDEX membership_requests_one_pending ON membership_requests (organisation_id, account_id) WHERE status = 'pending';
CREATE INDEX membership_requests_account ON membership_requests (account_id, status);

CREATE TABLE organisation_invitations (
    id TEXT NOT NULL CHECK (length(id) = 36) PRIMARY KEY,
    organisation_id TEXT NOT NULL CHECK (length(organisation_id) = 36) REFERENCES organisations (id) ON DELETE CASCADE,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('administrator', 'member', 'reader')),
    status TEXT NOT NULL CHECK (status IN ('pending', 'accepted', 'revoked')),
    invited_by TEXT NOT NULL CHECK (length(invited_by) = 36) REFERENCES accounts (id),
    invited_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    token_hash TEXT UNIQUE,
    accepted_by TEXT CHECK (length(accepted_by) = 36) REFERENCES accounts (id),
    settled_at TEXT,
    CHECK ((status = 'pending') = (settled_at IS NULL)),
    CHECK ((status = 'accepted') = (accepted_by IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX organisation_invitations_one_pending ON organisation_invitations (organisation_id, email_key) WHERE status = 'pending';
CREATE INDEX organisation_invitations_listed ON organisation_invitations (organisation_id, status, invited_at);
