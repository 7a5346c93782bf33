DROP INDEX service_steps_reached;
DROP INDEX request_withdrawals_at;
DROP INDEX request_decisions_at;
DROP INDEX requests_first_submitted;
DROP TABLE figure_snapshots;
DROP TABLE figure_months;
