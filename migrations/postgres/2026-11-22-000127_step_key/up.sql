-- Steps are found in the order in which a trace shows them: one index to write to instead of two.
DROP INDEX trace_steps_trace;
ALTER TABLE trace_steps DROP CONSTRAINT trace_steps_pkey;
ALTER TABLE trace_steps ADD PRIMARY KEY (trace_id, at, id);
