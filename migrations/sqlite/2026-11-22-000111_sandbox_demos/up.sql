-- The client with which the built-in demonstration service calls the sandbox, one for each service. Its secret is used
-- by ourselves, so it is kept sealed instead of hashed.
CREATE TABLE sandbox_demos (
    service_id TEXT NOT NULL CHECK (length(service_id) = 36) PRIMARY KEY REFERENCES services (id),
    client_id TEXT NOT NULL CHECK (length(client_id) = 36) REFERENCES clients (id),
    secret_sealed TEXT NOT NULL,
    made_at TEXT NOT NULL
) STRICT;
