-- A seat is held, reserved for whom it is offered to, or freed. The keys of `seats` then hold offers as they hold seats:
-- a number or a legal person can't be at once in a seat and in an offer, nor in two offers, nor above the cap.
ALTER TABLE seats ADD COLUMN reserved_until timestamptz CHECK (reserved_until IS NULL OR released_at IS NULL);
CREATE INDEX seats_reserved ON seats (reserved_until) WHERE reserved_until IS NOT NULL;
CREATE INDEX seats_request ON seats (request_id);

-- The day of the month by which participants give the figures of the month before.
ALTER TABLE experiments ADD COLUMN report_day integer NOT NULL DEFAULT 10 CHECK (report_day BETWEEN 1 AND 28);

CREATE TABLE seat_offers (
    id uuid NOT NULL PRIMARY KEY,
    experiment_id uuid NOT NULL,
    number integer NOT NULL,
    siren TEXT NOT NULL CHECK (length(siren) = 9),
    request_id uuid NOT NULL REFERENCES requests (id),
    ranked_at timestamptz NOT NULL,
    offered_at timestamptz NOT NULL,
    answer_until timestamptz NOT NULL,
    outcome TEXT CHECK (outcome IN ('accepted', 'declined', 'expired', 'lapsed')),
    closed_at timestamptz,
    FOREIGN KEY (experiment_id) REFERENCES experiments (id),
    CHECK ((outcome IS NULL) = (closed_at IS NULL)),
    CHECK (answer_until > offered_at)
);
CREATE UNIQUE INDEX seat_offers_open_number ON seat_offers (experiment_id, number) WHERE closed_at IS NULL;
CREATE UNIQUE INDEX seat_offers_open_siren ON seat_offers (experiment_id, siren) WHERE closed_at IS NULL;
CREATE INDEX seat_offers_request ON seat_offers (request_id, offered_at);

-- Who held which seat and when: a seat that serves again keeps its history.
CREATE TABLE seat_tenures (
    experiment_id uuid NOT NULL,
    number integer NOT NULL,
    siren TEXT NOT NULL CHECK (length(siren) = 9),
    sector TEXT NOT NULL CHECK (sector IN ('health_social', 'education', 'school_sport_culture', 'passenger_transport',
        'professional_certification', 'housing_vehicle_rental')),
    request_id uuid NOT NULL REFERENCES requests (id),
    taken_at timestamptz NOT NULL,
    released_at timestamptz,
    FOREIGN KEY (experiment_id, number) REFERENCES seats (experiment_id, number)
);
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
    request_id uuid NOT NULL PRIMARY KEY REFERENCES requests (id),
    reason TEXT NOT NULL CHECK (reason <> ''),
    decided_by uuid NOT NULL REFERENCES accounts (id),
    decided_at timestamptz NOT NULL
);
