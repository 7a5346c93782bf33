-- A seat is held, reserved for whom it is offered to, or freed. The keys of `seats` then hold offers as they hold seats:
-- a number or a legal person can't be at once in a seat and in an offer, nor in two offers, nor above the cap.
ALTER TABLE seats ADD COLUMN reserved_until TEXT CHECK (reserved_until IS NULL OR released_at IS NULL);
CREATE INDEX seats_reserved ON seats (reserved_until) WHERE reserved_until IS NOT NULL;
CREATE INDEX seats_request ON seats (request_id);

-- The day of the month by which participants give the figures of the month before.
ALTER TABLE experiments ADD COLUMN report_day INTEGER NOT NULL DEFAULT 10 CHECK (report_day BETWEEN 1 AND 28);

CREATE TABLE seat_offers (
    id TEXT NOT NULL CHECK (length(id) = 36) PRIMARY KEY,
    experiment_id TEXT NOT NULL CHECK (length(experiment_id) = 36),
    number INTEGER NOT NULL,
    siren TEXT NOT NULL CHECK (length(siren) = 9),
    request_id TEXT NOT NULL CHECK (length(request_id) = 36) REFERENCES requests (id),
    ranked_at TEXT NOT NULL,
    offered_at TEXT NOT NULL,
    answer_until TEXT NOT NULL,
    outcome TEXT CHECK (outcome IN ('accepted', 'declined', 'expired', 'lapsed')),
    closed_at TEXT,
    FOREIGN KEY (experiment_id) REFERENCES experiments (id),
    CHECK ((outcome IS NULL) = (closed_at IS NULL)),
    CHECK (answer_until > offered_at)
) STRICT;
CREATE UNIQUE INDEX seat_offers_open_number ON seat_offers (experiment_id, number) WHERE closed_at IS NULL;
CREATE UNIQUE INDEX seat_offers_open_siren ON seat_offers (experiment_id, siren) WHERE closed_at IS NULL;
CREATE INDEX seat_offers_request ON seat_offers (request_id, offered_at);

-- Who held which seat and when: a seat that serves again keeps its history.
CREATE TABLE seat_tenures (
    experiment_id TEXT NOT NULL CHECK (length(experiment_id) = 36),
    number INTEGER NOT NULL,
    siren TEXT NOT NULL CHECK (length(siren) = 9),
    sector TEXT NOT NULL CHECK (sector IN ('health_social', 'education', 'school_sport_culture', 'passenger_transport',
        'professional_certification', 'housing_vehicle_rental')),
    request_id TEXT NOT NULL CHECK (length(request_id) = 36) REFERENCES requests (id),
    taken_at TEXT NOT NULL,
    released_at TEXT,
    FOREIGN KEY (experiment_id, number) REFERENCES seats (experiment_id, number)
) STRICT;
CREATE UNIQUE INDEX seat_tenures_number ON seat_tenures (experiment_id, number) WHERE released_at IS NULL;
CREATE UNIQUE INDEX seat_tenures_siren ON seat_tenures (experiment_id, siren) WHERE released_at IS NULL;
CREATE INDEX seat_tenures_experiment ON seat_tenures (experiment_id, number, taken_at);
CREATE INDEX seat_tenures_request ON seat_tenures (request_id);
INSERT INTO seat_tenures (experiment_id, number, siren, sector, request_id, taken_at, released_at)
SELECT experiment_id, number, siren, sector, request_id, taken_at, released_at FROM seats;

-- Those of the experiment who come before a rank, decided or not.
CREATE INDEX requests_ranked ON requests (rank_at, id)
    WHERE legal_basis = 'experiment' AND status IN ('submitted', 'in_review', 'changes_requested');

-- A request that waits and is to be offered the next seat, with the reason of this departure from the order.
CREATE TABLE seat_departures (
    request_id TEXT NOT NULL CHECK (length(request_id) = 36) PRIMARY KEY REFERENCES requests (id),
    reason TEXT NOT NULL CHECK (reason <> ''),
    decided_by TEXT NOT NULL CHECK (length(decided_by) = 36) REFERENCES accounts (id),
    decided_at TEXT NOT NULL
) STRICT;
