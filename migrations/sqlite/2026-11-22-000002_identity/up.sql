CREATE TABLE accounts (
    id TEXT NOT NULL CHECK (length(id) = 36) PRIMARY KEY,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL UNIQUE,
    given_name TEXT NOT NULL,
    family_name TEXT NOT NULL,
    search_key TEXT NOT NULL,
    password_hash TEXT,
    email_confirmed_at TEXT,
    totp_sealed TEXT,
    totp_confirmed_at TEXT,
    totp_last_step INTEGER,
    disabled_at TEXT,
    created_at TEXT NOT NULL,
    version INTEGER NOT NULL,
    CHECK (totp_confirmed_at IS NULL OR totp_sealed IS NOT NULL)
) STRICT;
CREATE INDEX accounts_search ON accounts (search_key, id);

CREATE TABLE account_roles (
    account_id TEXT NOT NULL CHECK (length(account_id) = 36) REFERENCES accounts (id) ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('reviewer', 'officer', 'supervisor', 'administrator', 'auditor')),
    given_at TEXT NOT NULL,
    PRIMARY KEY (account_id, role)
) STRICT;
CREATE INDEX account_roles_role ON account_roles (role, account_id);

CREATE TABLE recovery_codes (
    account_id TEXT NOT NULL CHECK (length(account_id) = 36) REFERENCES accounts (id) ON DELETE CASCADE,
    code_hash TEXT NOT NULL,
    used_at TEXT,
    PRIMARY KEY (account_id, code_hash)
) STRICT;

CREATE TABLE account_tokens (
    token_hash TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL CHECK (length(account_id) = 36) REFERENCES accounts (id) ON DELETE CASCADE,
    purpose TEXT NOT NULL CHECK (purpose IN ('confirm_email', 'reset_password')),
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT
) STRICT;
CREATE INDEX account_tokens_account ON account_tokens (account_id, purpose);

CREATE TABLE sessions (
    id TEXT NOT NULL CHECK (length(id) = 36) PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    account_id TEXT NOT NULL CHECK (length(account_id) = 36) REFERENCES accounts (id) ON DELETE CASCADE,
    organisation_id TEXT CHECK (length(organisation_id) = 36),
    created_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    second_factor_at TEXT,
    device TEXT NOT NULL
) STRICT;
CREATE INDEX sessions_account ON sessions (account_id, last_seen_at);
CREATE INDEX sessions_expiry ON sessions (expires_at);
