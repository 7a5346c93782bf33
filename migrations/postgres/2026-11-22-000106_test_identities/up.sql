-- Test identities that a service made for itself; the others come with the sandbox.
CREATE TABLE test_identities (
    id uuid NOT NULL PRIMARY KEY,
    service_id uuid NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    words TEXT NOT NULL CHECK (words <> ''),
    said jsonb NOT NULL,
    registry TEXT NOT NULL CHECK (registry IN ('found', 'E010004', 'E010006', 'E010007', 'E010008', 'E010009',
        'E010011', 'E010012', 'E010013', 'E010015')),
    created_by uuid NOT NULL REFERENCES accounts (id),
    created_at timestamptz NOT NULL
);
CREATE INDEX test_identities_service ON test_identities (service_id, created_at, id);
