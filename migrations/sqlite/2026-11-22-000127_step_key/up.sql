-- Steps lie in the order in which a trace shows them: one tree to write to instead of three.
CREATE TABLE steps_by_trace (
    id TEXT NOT NULL CHECK (length(id) = 36),
    trace_id TEXT NOT NULL CHECK (length(trace_id) = 36) REFERENCES traces (id) ON DELETE CASCADE,
    stage TEXT NOT NULL CHECK (stage <> ''),
    at TEXT NOT NULL,
    status INTEGER NOT NULL CHECK (status BETWEEN 0 AND 599),
    fault TEXT,
    content TEXT NOT NULL,
    PRIMARY KEY (trace_id, at, id)
) STRICT, WITHOUT ROWID;
INSERT INTO steps_by_trace SELECT id, trace_id, stage, at, status, fault, content FROM trace_steps;
DROP TABLE trace_steps;
ALTER TABLE steps_by_trace RENAME TO trace_steps;
