-- The client with which the built-in demonstration service calls the sandbox, one for each service. Its secret is used
-- by ourselves, so it is kept sealed instead of hashed.
CREATE TABLE sandbox_demos (
    service_id uuid NOT NULL PRIMARY KEY REFERENCES services (id),
    client_id uuid NOT NULL REFERENCES clients (id),
    secret_sealed TEXT NOT NULL,
    made_at timestamptz NOT NULL
);
