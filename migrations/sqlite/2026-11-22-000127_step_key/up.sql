-- Traces and steps lie in the order of their keys, steps as a trace shows them: a step writes to one tree instead of three.
CREATE TABLE traces_again (
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
) STRICT, WITHOUT ROWID;
CREATE TABLE steps_again (
    id TEXT NOT NULL CHECK (length(id) = 36),
    trace_id TEXT NOT NULL CHECK (length(trace_id) = 36) REFERENCES traces_again (id) ON DELETE CASCADE,
    stage TEXT NOT NULL CHECK (stage <> ''),
    at TEXT NOT NULL,
    status INTEGER NOT NULL CHECK (status BETWEEN 0 AND 599),
    fault TEXT,
    content TEXT NOT NULL,
    PRIMARY KEY (trace_id, at, id)
) STRICT, WITHOUT ROWID;
INSERT INTO traces_again SELECT id, service_id, client_id, status, fault, stage, state_hash, identity, steps, started_at, last_at FROM traces;
INSERT INTO steps_again SELECT id, trace_id, stage, at, status, fault, content FROM trace_steps;
DROP TABLE trace_steps;
DROP TABLE traces;
ALTER TABLE traces_again RENAME TO traces;
ALTER TABLE steps_again RENAME TO trace_steps;
CREATE INDEX traces_service ON traces (service_id, started_at, id);
CREATE INDEX traces_client ON traces (service_id, client_id, started_at, id);
CREATE INDEX traces_status ON traces (service_id, status, started_at, id);
CREATE INDEX traces_state ON traces (service_id, state_hash, started_at) WHERE state_hash IS NOT NULL;
CREATE INDEX traces_started ON traces (started_at, id);
