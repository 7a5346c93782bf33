CREATE TABLE organisations (
    id uuid NOT NULL PRIMARY KEY,
    siret text NOT NULL UNIQUE CHECK (length(siret) = 14),
    siren text NOT NULL CHECK (siren = substr(siret, 1, 9)),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    search_key text NOT NULL,
    sort_key text NOT NULL,
    legal_category text NOT NULL CHECK (length(legal_category) = 4),
    activity_code text NOT NULL CHECK (length(activity_code) = 6),
    street text NOT NULL,
    postal_code text NOT NULL CHECK (length(postal_code) = 5),
    city text NOT NULL,
    founded_on date NOT NULL,
    registry_state text NOT NULL CHECK (registry_state IN ('open', 'closed')),
    provenance text NOT NULL CHECK (provenance IN ('unverified', 'registry')),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL CHECK (version >= 1)
);
CREATE INDEX organisations_siren ON organisations (siren);
CREATE INDEX organisations_search ON organisations (search_key, id);
CREATE INDEX organisations_name ON organisations (sort_key, id);

CREATE TABLE memberships (
    organisation_id uuid NOT NULL REFERENCES organisations (id) ON DELETE CASCADE,
    account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    role text NOT NULL CHECK (role IN ('administrator', 'member', 'reader')),
    joined_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, account_id)
);
CREATE INDEX memberships_account ON memberships (account_id, organisation_id);

CREATE TABLE membership_requests (
    id uuid NOT NULL PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisations (id) ON DELETE CASCADE,
    account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    status text NOT NULL CHECK (status IN ('pending', 'accepted', 'declined', 'withdrawn')),
    asked_at timestamptz NOT NULL,
    settled_by uuid REFERENCES accounts (id),
    settled_at timestamptz,
    CHECK ((status = 'pending') = (settled_at IS NULL))
);
CREATE UNIQUE INDEX membership_requests_one_pending ON membership_requests (organisation_id, account_id) WHERE status = 'pending';
CREATE INDEX membership_requests_account ON membership_requests (account_id, status);

CREATE TABLE organisation_invitations (
    id uuid NOT NULL PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisations (id) ON DELETE CASCADE,
    email text NOT NULL,
    email_key text NOT NULL,
    role text NOT NULL CHECK (role IN ('administrator', 'member', 'reader')),
    status text NOT NULL CHECK (status IN ('pending', 'accepted', 'revoked')),
    invited_by uuid NOT NULL REFERENCES accounts (id),
    invited_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    token_hash text UNIQUE,
    accepted_by uuid REFERENCES accounts (id),
    settled_at timestamptz,
    CHECK ((status = 'pending') = (settled_at IS NULL)),
    CHECK ((status = 'accepted') = (accepted_by IS NOT NULL))
);
CREATE UNIQUE INDEX organisation_invitations_one_pending ON organisation_invitations (organisation_id, email_key) WHERE status = 'pending';
CREATE INDEX organisation_invitations_listed ON organisation_invitations (organisation_id, status, invited_at);
