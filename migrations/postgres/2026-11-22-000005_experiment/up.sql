CREATE TABLE experiments (
    id uuid NOT NULL PRIMARY KEY,
    decree TEXT NOT NULL,
    opens_on date NOT NULL,
    closes_on date NOT NULL,
    cap integer NOT NULL CHECK (cap BETWEEN 1 AND 100),
    reuse_seats boolean NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    UNIQUE (id, cap),
    CHECK (closes_on > opens_on)
);
CREATE INDEX experiments_opening ON experiments (opens_on);

CREATE TABLE experiment_sectors (
    experiment_id uuid NOT NULL REFERENCES experiments (id) ON DELETE CASCADE,
    sector TEXT NOT NULL CHECK (sector IN ('health_social', 'education', 'school_sport_culture', 'passenger_transport',
        'professional_certification', 'housing_vehicle_rental')),
    guide integer NOT NULL CHECK (guide >= 0),
    PRIMARY KEY (experiment_id, sector)
);

-- A seat carries the cap of its experiment, so that the database itself refuses a number above it,
-- and a cap lowered below the taken seats.
CREATE TABLE seats (
    experiment_id uuid NOT NULL,
    number integer NOT NULL,
    cap integer NOT NULL,
    siren TEXT NOT NULL CHECK (length(siren) = 9),
    sector TEXT NOT NULL CHECK (sector IN ('health_social', 'education', 'school_sport_culture', 'passenger_transport',
        'professional_certification', 'housing_vehicle_rental')),
    request_id uuid NOT NULL REFERENCES requests (id),
    taken_at timestamptz NOT NULL,
    released_at timestamptz,
    departure_reason text,
    PRIMARY KEY (experiment_id, number),
    UNIQUE (experiment_id, siren),
    FOREIGN KEY (experiment_id, cap) REFERENCES experiments (id, cap) ON UPDATE CASCADE,
    CHECK (number BETWEEN 1 AND cap)
);

-- Every change of the terms, with the supervisor's reason and what the terms became.
CREATE TABLE experiment_changes (
    experiment_id uuid NOT NULL REFERENCES experiments (id),
    version integer NOT NULL,
    reason text NOT NULL,
    terms jsonb NOT NULL,
    changed_by uuid REFERENCES accounts (id),
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (experiment_id, version)
);
