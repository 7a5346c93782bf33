-- A flow through the sandbox, from the request for authorization to the logout; it belongs to one service.
CREATE TABLE traces (
    id TEXT NOT NULL CHECK (length(id) = 36) PRIMARY KEY,
    service_id TEXT NOT NULL CHECK (length(service_id) = 36) REFERENCES services (id),
    client_id TEXT NOT NULL CHECK (client_id <> ''),
    status TEXT NOT NULL CHECK (status IN ('open', 'complete', 'refused')),
    fault TEXT,
    stage TEXT NOT NULL CHECK (stage <> ''),
    state_hash TEXT CHECK (length(state_hash) = 64),
    identity TEXT,
    steps INTEGER NOT NULL CHECK (steps >= 0),
    started_at TEXT NOT NULL,
    last_at TEXT NOT NULL,
    CHECK (status <> 'refused' OR fault IS NOT NULL)
) STRICT;
CREATE INDEX traces_service ON traces (service_id, started_at, id);
CREATE INDEX traces_client ON traces (service_id, client_id, started_at, id);
CREATE INDEX traces_status ON traces (service_id, status, started_at, id);
CREATE INDEX traces_state ON traces (service_id, state_hash, started_at) WHERE state_hash IS NOT NULL;
-- What is older than ninety days is forgotten in this order.
CREATE INDEX traces_started ON traces (started_at, id);

-- Its steps, redacted.
CREATE TABLE trace_steps (
    id TEXT NOT NULL CHECK (length(id) = 36) PRIMARY KEY,
    trace_id TEXT NOT NULL CHECK (length(trace_id) = 36) REFERENCES traces (id) ON DELETE CASCADE,
    stage TEXT NOT NULL CHECK (stage <> ''),
    at TEXT NOT NULL,
    status INTEGER NOT NULL CHECK (status BETWEEN 0 AND 599),
    fault TEXT,
    content TEXT NOT NULL
) STRICT;
CREATE INDEX trace_steps_trace ON trace_steps (trace_id, at, id);
