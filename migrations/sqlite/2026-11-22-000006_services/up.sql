CREATE TABLE services (
    id TEXT NOT NULL CHECK (length(id) = 36) PRIMARY KEY,
    organisation_id TEXT NOT NULL CHECK (length(organisation_id) = 36) REFERENCES organisations (id),
    habilitation_id TEXT NOT NULL CHECK (length(habilitation_id) = 36) UNIQUE REFERENCES habilitations (id),
    request_id TEXT NOT NULL CHECK (length(request_id) = 36) UNIQUE REFERENCES requests (id),
    name TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('integration', 'qualification_requested', 'in_qualification',
        'corrections_requested', 'qualified', 'live', 'suspended', 'closed')),
    version INTEGER NOT NULL,
    officer_id TEXT CHECK (length(officer_id) = 36) REFERENCES accounts (id),
    state_reason TEXT,
    state_since TEXT NOT NULL,
    qualified_at TEXT,
    created_at TEXT NOT NULL,
    CHECK (status NOT IN ('in_qualification', 'corrections_requested', 'qualified', 'live', 'suspended')
        OR officer_id IS NOT NULL),
    CHECK ((status IN ('suspended', 'closed')) = (state_reason IS NOT NULL)),
    CHECK (status NOT IN ('qualified', 'live', 'suspended') OR qualified_at IS NOT NULL)
) STRICT;
CREATE INDEX services_organisation ON services (organisation_id, created_at);
CREATE INDEX services_status ON services (status, state_since, id);

-- Every state a service went through: its timeline.
CREATE TABLE service_steps (
    service_id TEXT NOT NULL CHECK (length(service_id) = 36) REFERENCES services (id),
    ordinal INTEGER NOT NULL CHECK (ordinal >= 1),
    status TEXT NOT NULL CHECK (status IN ('integration', 'qualification_requested', 'in_qualification',
        'corrections_requested', 'qualified', 'live', 'suspended', 'closed')),
    reached_at TEXT NOT NULL,
    actor_id TEXT CHECK (length(actor_id) = 36) REFERENCES accounts (id),
    PRIMARY KEY (service_id, ordinal)
) STRICT;

CREATE TABLE service_members (
    service_id TEXT NOT NULL CHECK (length(service_id) = 36) REFERENCES services (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL CHECK (length(account_id) = 36) REFERENCES accounts (id) ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('owner', 'technical', 'reader')),
    joined_at TEXT NOT NULL,
    PRIMARY KEY (service_id, account_id)
) STRICT;
CREATE INDEX service_members_account ON service_members (account_id, service_id);

CREATE TABLE service_invitations (
    id TEXT NOT NULL CHECK (length(id) = 36) PRIMARY KEY,
    service_id TEXT NOT NULL CHECK (length(service_id) = 36) REFERENCES services (id) ON DELETE CASCADE,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('owner', 'technical', 'reader')),
    invited_by TEXT CHECK (length(invited_by) = 36) REFERENCES accounts (id),
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    token_hash TEXT UNIQUE,
    accepted_at TEXT,
    UNIQUE (service_id, email_key)
) STRICT;

CREATE TABLE clients (
    id TEXT NOT NULL CHECK (length(id) = 36) PRIMARY KEY,
    service_id TEXT NOT NULL CHECK (length(service_id) = 36) REFERENCES services (id),
    environment TEXT NOT NULL CHECK (environment IN ('sandbox', 'production')),
    name TEXT NOT NULL,
    client_id TEXT NOT NULL UNIQUE CHECK (length(client_id) = 64),
    secret_hash TEXT CHECK (length(secret_hash) = 64),
    secret_made_at TEXT,
    configuration TEXT NOT NULL,
    version INTEGER NOT NULL,
    disabled_at TEXT,
    created_at TEXT NOT NULL,
    CHECK ((secret_hash IS NULL) = (secret_made_at IS NULL)),
    CHECK (environment = 'sandbox' OR secret_hash IS NULL)
) STRICT;
CREATE INDEX clients_service ON clients (service_id, environment, created_at);
-- One production client per service.
CREATE UNIQUE INDEX clients_production ON clients (service_id)
    WHERE environment = 'production' AND disabled_at IS NULL;

CREATE TABLE client_versions (
    client_id TEXT NOT NULL CHECK (length(client_id) = 36) REFERENCES clients (id),
    ordinal INTEGER NOT NULL CHECK (ordinal >= 1),
    configuration TEXT NOT NULL,
    changed_by TEXT NOT NULL CHECK (length(changed_by) = 36) REFERENCES accounts (id),
    changed_at TEXT NOT NULL,
    PRIMARY KEY (client_id, ordinal)
) STRICT;
