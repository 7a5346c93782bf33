DROP TABLE trace_steps;
DROP TABLE traces;
