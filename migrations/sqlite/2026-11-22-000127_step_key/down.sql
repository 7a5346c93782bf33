CREATE TABLE steps_by_id (
    id TEXT NOT NULL CHECK (length(id) = 36) PRIMARY KEY,
    trace_id TEXT NOT NULL CHECK (length(trace_id) = 36) REFERENCES traces (id) ON DELETE CASCADE,
    stage TEXT NOT NULL CHECK (stage <> ''),
    at TEXT NOT NULL,
    status INTEGER NOT NULL CHECK (status BETWEEN 0 AND 599),
    fault TEXT,
    content TEXT NOT NULL
) STRICT;
INSERT INTO steps_by_id SELECT id, trace_id, stage, at, status, fault, content FROM trace_steps;
DROP TABLE trace_steps;
ALTER TABLE steps_by_id RENAME TO trace_steps;
CREATE INDEX trace_steps_trace ON trace_steps (trace_id, at, id);
