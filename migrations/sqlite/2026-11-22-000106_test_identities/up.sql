-- Test identities that a service made for itself; the others come with the sandbox.
CREATE TABLE test_identities (
    id TEXT NOT NULL CHECK (length(id) = 36) PRIMARY KEY,
    service_id TEXT NOT NULL CHECK (length(service_id) = 36) REFERENCES services (id) ON DELETE CASCADE,
    words TEXT NOT NULL CHECK (words <> ''),
    said TEXT NOT NULL,
    registry TEXT NOT NULL CHECK (registry IN ('found', 'E010004', 'E010006', 'E010007', 'E010008', 'E010009',
        'E010011', 'E010012', 'E010013', 'E010015')),
    created_by TEXT NOT NULL CHECK (length(created_by) = 36) REFERENCES accounts (id),
    created_at TEXT NOT NULL
) STRICT;
CREATE INDEX test_identities_service ON test_identities (service_id, created_at, id);
