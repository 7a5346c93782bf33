-- What happened in each month, counted by a round; the first day names the month.
CREATE TABLE figure_months (
    month TEXT NOT NULL PRIMARY KEY CHECK (month GLOB '????-??-01'),
    figures TEXT NOT NULL,
    counted_at TEXT NOT NULL
) STRICT;

-- The desk as it stands, and what is published.
CREATE TABLE figure_snapshots (
    name TEXT NOT NULL PRIMARY KEY CHECK (name IN ('desk', 'public')),
    figures TEXT NOT NULL,
    taken_at TEXT NOT NULL
) STRICT;

-- The round reads what happened in its order, batch by batch.
CREATE INDEX requests_first_submitted ON requests (first_submitted_at, id) WHERE first_submitted_at IS NOT NULL;
CREATE INDEX request_decisions_at ON request_decisions (decided_at, id);
CREATE INDEX request_withdrawals_at ON request_withdrawals (withdrawn_at, request_id);
CREATE INDEX service_steps_reached ON service_steps (reached_at, service_id, ordinal);
