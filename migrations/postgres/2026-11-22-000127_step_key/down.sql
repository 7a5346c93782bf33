ALTER TABLE trace_steps DROP CONSTRAINT trace_steps_pkey;
ALTER TABLE trace_steps ADD PRIMARY KEY (id);
CREATE INDEX trace_steps_trace ON trace_steps (trace_id, at, id);
