-- Files of clients that a vendor imports: checked whole first, then written at once.
CREATE TABLE vendor_imports (
    id TEXT NOT NULL CHECK (length(id) = 36) PRIMARY KEY,
    vendor_id TEXT NOT NULL CHECK (length(vendor_id) = 36) REFERENCES organisations (id),
    file_name TEXT NOT NULL,
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    storage_key TEXT NOT NULL,
    line_count INTEGER NOT NULL CHECK (line_count >= 0),
    error_count INTEGER NOT NULL CHECK (error_count >= 0),
    status TEXT NOT NULL CHECK (status IN ('checked', 'imported', 'dropped')),
    created_by TEXT NOT NULL CHECK (length(created_by) = 36) REFERENCES accounts (id),
    created_at TEXT NOT NULL,
    settled_at TEXT,
    CHECK ((status = 'checked') = (settled_at IS NULL)),
    CHECK (status <> 'imported' OR error_count = 0)
) STRICT;
CREATE INDEX vendor_imports_vendor ON vendor_imports (vendor_id, created_at);

-- The portfolio: administrations for which a vendor files.
CREATE TABLE vendor_clients (
    id TEXT NOT NULL CHECK (length(id) = 36) PRIMARY KEY,
    vendor_id TEXT NOT NULL CHECK (length(vendor_id) = 36) REFERENCES organisations (id),
    siret TEXT NOT NULL CHECK (length(siret) = 14),
    name TEXT NOT NULL,
    search_key TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    sheet TEXT NOT NULL,
    mandate_ends_on TEXT NOT NULL,
    consent TEXT NOT NULL CHECK (consent IN ('none', 'asked', 'given', 'refused')),
    consent_email TEXT NOT NULL,
    consent_asked_at TEXT,
    consent_asked_by TEXT CHECK (length(consent_asked_by) = 36) REFERENCES accounts (id),
    consent_expires_at TEXT,
    consent_answered_at TEXT,
    consent_token_hash TEXT UNIQUE,
    import_id TEXT CHECK (length(import_id) = 36) REFERENCES vendor_imports (id),
    archived_at TEXT,
    created_by TEXT NOT NULL CHECK (length(created_by) = 36) REFERENCES accounts (id),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    UNIQUE (vendor_id, siret),
    CHECK (consent <> 'asked' OR (consent_asked_at IS NOT NULL AND consent_expires_at IS NOT NULL)),
    CHECK ((consent IN ('given', 'refused')) = (consent_answered_at IS NOT NULL))
) STRICT;
CREATE INDEX vendor_clients_listed ON vendor_clients (vendor_id, sort_key, id);
CREATE INDEX vendor_clients_mandates ON vendor_clients (vendor_id, mandate_ends_on, id);

-- Mandates joined, the last one in force; kept for ever, for a request cites their bytes.
CREATE TABLE vendor_mandates (
    id TEXT NOT NULL CHECK (length(id) = 36) PRIMARY KEY,
    client_id TEXT NOT NULL CHECK (length(client_id) = 36) REFERENCES vendor_clients (id),
    file_name TEXT NOT NULL,
    size INTEGER NOT NULL CHECK (size > 0),
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    storage_key TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    uploaded_by TEXT NOT NULL CHECK (length(uploaded_by) = 36) REFERENCES accounts (id),
    uploaded_at TEXT NOT NULL
) STRICT;
CREATE INDEX vendor_mandates_client ON vendor_mandates (client_id, uploaded_at);
CREATE INDEX vendor_mandates_storage ON vendor_mandates (storage_key);

-- Which request was begun for which client.
CREATE TABLE vendor_requests (
    request_id TEXT NOT NULL CHECK (length(request_id) = 36) PRIMARY KEY REFERENCES requests (id) ON DELETE CASCADE,
    client_id TEXT NOT NULL CHECK (length(client_id) = 36) REFERENCES vendor_clients (id),
    begun_at TEXT NOT NULL
) STRICT;
CREATE INDEX vendor_requests_client ON vendor_requests (client_id, begun_at);

-- Days on which a warning of ending mandates is already due: one job for each vendor and day.
CREATE TABLE vendor_watches (
    vendor_id TEXT NOT NULL CHECK (length(vendor_id) = 36) REFERENCES organisations (id),
    day TEXT NOT NULL,
    PRIMARY KEY (vendor_id, day)
) STRICT;
