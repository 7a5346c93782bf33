-- Files of clients that a vendor imports: checked whole first, then written at once.
CREATE TABLE vendor_imports (
    id uuid NOT NULL PRIMARY KEY,
    vendor_id uuid NOT NULL REFERENCES organisations (id),
    file_name TEXT NOT NULL,
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    storage_key TEXT NOT NULL,
    line_count integer NOT NULL CHECK (line_count >= 0),
    error_count integer NOT NULL CHECK (error_count >= 0),
    status TEXT NOT NULL CHECK (status IN ('checked', 'imported', 'dropped')),
    created_by uuid NOT NULL REFERENCES accounts (id),
    created_at timestamptz NOT NULL,
    settled_at timestamptz,
    CHECK ((status = 'checked') = (settled_at IS NULL)),
    CHECK (status <> 'imported' OR error_count = 0)
);
CREATE INDEX vendor_imports_vendor ON vendor_imports (vendor_id, created_at);

-- The portfolio: administrations for which a vendor files.
CREATE TABLE vendor_clients (
    id uuid NOT NULL PRIMARY KEY,
    vendor_id uuid NOT NULL REFERENCES organisations (id),
    siret TEXT NOT NULL CHECK (length(siret) = 14),
    name TEXT NOT NULL,
    search_key TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    sheet jsonb NOT NULL,
    mandate_ends_on date NOT NULL,
    consent TEXT NOT NULL CHECK (consent IN ('none', 'asked', 'given', 'refused')),
    consent_email TEXT NOT NULL,
    consent_asked_at timestamptz,
    consent_asked_by uuid REFERENCES accounts (id),
    consent_expires_at timestamptz,
    consent_answered_at timestamptz,
    consent_token_hash TEXT UNIQUE,
    import_id uuid REFERENCES vendor_imports (id),
    archived_at timestamptz,
    created_by uuid NOT NULL REFERENCES accounts (id),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL CHECK (version >= 1),
    UNIQUE (vendor_id, siret),
    CHECK (consent <> 'asked' OR (consent_asked_at IS NOT NULL AND consent_expires_at IS NOT NULL)),
    CHECK ((consent IN ('given', 'refused')) = (consent_answered_at IS NOT NULL))
);
CREATE INDEX vendor_clients_listed ON vendor_clients (vendor_id, sort_key, id);
CREATE INDEX vendor_clients_mandates ON vendor_clients (vendor_id, mandate_ends_on, id);

-- Mandates joined, the last one in force; kept for ever, for a request cites their bytes.
CREATE TABLE vendor_mandates (
    id uuid NOT NULL PRIMARY KEY,
    client_id uuid NOT NULL REFERENCES vendor_clients (id),
    file_name TEXT NOT NULL,
    size bigint NOT NULL CHECK (size > 0),
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    storage_key TEXT NOT NULL,
    ends_on date NOT NULL,
    uploaded_by uuid NOT NULL REFERENCES accounts (id),
    uploaded_at timestamptz NOT NULL
);
CREATE INDEX vendor_mandates_client ON vendor_mandates (client_id, uploaded_at);
CREATE INDEX vendor_mandates_storage ON vendor_mandates (storage_key);

-- Which request was begun for which client.
CREATE TABLE vendor_requests (
    request_id uuid NOT NULL PRIMARY KEY REFERENCES requests (id) ON DELETE CASCADE,
    client_id uuid NOT NULL REFERENCES vendor_clients (id),
    begun_at timestamptz NOT NULL
);
CREATE INDEX vendor_requests_client ON vendor_requests (client_id, begun_at);

-- Days on which a warning of ending mandates is already due: one job for each vendor and day.
CREATE TABLE vendor_watches (
    vendor_id uuid NOT NULL REFERENCES organisations (id),
    day date NOT NULL,
    PRIMARY KEY (vendor_id, day)
);
