CREATE TABLE services (
    id uuid NOT NULL PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    habilitation_id uuid NOT NULL UNIQUE REFERENCES habilitations (id),
    request_id uuid NOT NULL UNIQUE REFERENCES requests (id),
    name TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('integration', 'qualification_requested', 'in_qualification',
        'corrections_requested', 'qualified', 'live', 'suspended', 'closed')),
    version integer NOT NULL,
    officer_id uuid REFERENCES accounts (id),
    state_reason text,
    state_since timestamptz NOT NULL,
    qualified_at timestamptz,
    created_at timestamptz NOT NULL,
    CHECK (status NOT IN ('in_qualification', 'corrections_requested', 'qualified', 'live', 'suspended')
        OR officer_id IS NOT NULL),
    CHECK ((status IN ('suspended', 'closed')) = (state_reason IS NOT NULL)),
    CHECK (status NOT IN ('qualified', 'live', 'suspended') OR qualified_at IS NOT NULL)
);
CREATE INDEX services_organisation ON services (organisation_id, created_at);
CREATE INDEX services_status ON services (status, state_since, id);

-- Every state a service went through: its timeline.
CREATE TABLE service_steps (
    service_id uuid NOT NULL REFERENCES services (id),
    ordinal integer NOT NULL CHECK (ordinal >= 1),
    status text NOT NULL CHECK (status IN ('integration', 'qualification_requested', 'in_qualification',
        'corrections_requested', 'qualified', 'live', 'suspended', 'closed')),
    reached_at timestamptz NOT NULL,
    actor_id uuid REFERENCES accounts (id),
    PRIMARY KEY (service_id, ordinal)
);

CREATE TABLE service_members (
    service_id uuid NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('owner', 'technical', 'reader')),
    joined_at timestamptz NOT NULL,
    PRIMARY KEY (service_id, account_id)
);
CREATE INDEX service_members_account ON service_members (account_id, service_id);

CREATE TABLE service_invitations (
    id uuid NOT NULL PRIMARY KEY,
    service_id uuid NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('owner', 'technical', 'reader')),
    invited_by uuid REFERENCES accounts (id),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    token_hash TEXT UNIQUE,
    accepted_at timestamptz,
    UNIQUE (service_id, email_key)
);

CREATE TABLE clients (
    id uuid NOT NULL PRIMARY KEY,
    service_id uuid NOT NULL REFERENCES services (id),
    environment TEXT NOT NULL CHECK (environment IN ('sandbox', 'production')),
    name TEXT NOT NULL,
    client_id TEXT NOT NULL UNIQUE CHECK (length(client_id) = 64),
    secret_hash TEXT CHECK (length(secret_hash) = 64),
    secret_made_at timestamptz,
    configuration jsonb NOT NULL,
    version integer NOT NULL,
    disabled_at timestamptz,
    created_at timestamptz NOT NULL,
    CHECK ((secret_hash IS NULL) = (secret_made_at IS NULL)),
    CHECK (environment = 'sandbox' OR secret_hash IS NULL)
);
CREATE INDEX clients_service ON clients (service_id, environment, created_at);
-- One production client per service.
CREATE UNIQUE INDEX clients_production ON clients (service_id)
    WHERE environment = 'production' AND disabled_at IS NULL;

CREATE TABLE client_versions (
    client_id uuid NOT NULL REFERENCES clients (id),
    ordinal integer NOT NULL CHECK (ordinal >= 1),
    configuration jsonb NOT NULL,
    changed_by uuid NOT NULL REFERENCES accounts (id),
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (client_id, ordinal)
);
