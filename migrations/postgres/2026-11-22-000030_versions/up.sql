-- Amendments: a request that starts from an habilitation; one open at a time.
ALTER TABLE requests ADD COLUMN amends uuid REFERENCES habilitations (id);
CREATE UNIQUE INDEX requests_one_open_amendment ON requests (amends)
    WHERE amends IS NOT NULL AND status IN ('draft', 'submitted', 'in_review', 'changes_requested', 'waitlisted');
ALTER TABLE habilitations ADD COLUMN replaced_by uuid REFERENCES habilitations (id);

-- What plain members of the organisation may do with a request; its author and administrators may do everything.
ALTER TABLE requests ADD COLUMN members_may TEXT NOT NULL DEFAULT 'submit'
    CHECK (members_may IN ('none', 'read', 'edit', 'submit'));

-- Bytes may be cited by several requests: a copy cites those of its model.
CREATE INDEX documents_storage ON documents (storage_key);

CREATE TABLE request_withdrawals (
    request_id uuid NOT NULL PRIMARY KEY REFERENCES requests (id),
    reason TEXT NOT NULL CHECK (reason IN ('abandoned', 'duplicate', 'mistake', 'other', 'right_ended')),
    comment TEXT NOT NULL,
    withdrawn_by uuid REFERENCES accounts (id),
    withdrawn_at timestamptz NOT NULL
);

CREATE TABLE request_transfers (
    id uuid NOT NULL PRIMARY KEY,
    request_id uuid NOT NULL REFERENCES requests (id) ON DELETE CASCADE,
    from_account uuid NOT NULL REFERENCES accounts (id),
    to_account uuid NOT NULL REFERENCES accounts (id),
    message TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('pending', 'accepted', 'declined', 'cancelled', 'expired')),
    asked_by uuid NOT NULL REFERENCES accounts (id),
    asked_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    token_hash TEXT UNIQUE,
    settled_by uuid REFERENCES accounts (id),
    settled_at timestamptz,
    CHECK (from_account <> to_account),
    CHECK ((status = 'pending') = (settled_at IS NULL))
);
CREATE UNIQUE INDEX request_transfers_one_pending ON request_transfers (request_id) WHERE status = 'pending';
CREATE INDEX request_transfers_to ON request_transfers (to_account, status);

-- People invited on one request. Until the link is followed there is an address and no account.
CREATE TABLE request_shares (
    id uuid NOT NULL PRIMARY KEY,
    request_id uuid NOT NULL REFERENCES requests (id) ON DELETE CASCADE,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    account_id uuid REFERENCES accounts (id) ON DELETE CASCADE,
    access TEXT NOT NULL CHECK (access IN ('read', 'edit', 'submit')),
    invited_by uuid NOT NULL REFERENCES accounts (id),
    invited_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    token_hash TEXT UNIQUE,
    accepted_at timestamptz,
    UNIQUE (request_id, email_key),
    CHECK ((account_id IS NULL) = (accepted_at IS NULL))
);
CREATE UNIQUE INDEX request_shares_person ON request_shares (account_id, request_id) WHERE account_id IS NOT NULL;

-- The rights on which a service stood, the first one first; the last is in force.
CREATE TABLE service_rights (
    service_id uuid NOT NULL REFERENCES services (id),
    ordinal integer NOT NULL CHECK (ordinal >= 1),
    habilitation_id uuid NOT NULL UNIQUE REFERENCES habilitations (id),
    request_id uuid NOT NULL REFERENCES requests (id),
    since timestamptz NOT NULL,
    PRIMARY KEY (service_id, ordinal)
);
INSERT INTO service_rights (service_id, ordinal, habilitation_id, request_id, since)
    SELECT id, 1, habilitation_id, request_id, created_at FROM services;
