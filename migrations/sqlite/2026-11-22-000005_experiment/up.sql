CREATE TABLE experiments (
    id TEXT NOT NULL CHECK (length(id) = 36) PRIMARY KEY,
    decree TEXT NOT NULL,
    opens_on TEXT NOT NULL,
    closes_on TEXT NOT NULL,
    cap INTEGER NOT NULL CHECK (cap BETWEEN 1 AND 100),
    reuse_seats INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    UNIQUE (id, cap),
    CHECK (closes_on > opens_on)
) STRICT;
CREATE INDEX experiments_opening ON experiments (opens_on);

CREATE TABLE experiment_sectors (
    experiment_id TEXT NOT NULL CHECK (length(experiment_id) = 36) REFERENCES experiments (id) ON DELETE CASCADE,
    sector TEXT NOT NULL CHECK (sector IN ('health_social', 'education', 'school_sport_culture', 'passenger_transport',
        'professional_certification', 'housing_vehicle_rental')),
    guide INTEGER NOT NULL CHECK (guide >= 0),
    PRIMARY KEY (experiment_id, sector)
) STRICT;

-- A seat carries the cap of its experiment, so that the database itself refuses a number above it,
-- and a cap lowered below the taken seats.
CREATE TABLE seats (
    experiment_id TEXT NOT NULL CHECK (length(experiment_id) = 36),
    number INTEGER NOT NULL,
    cap INTEGER NOT NULL,
    siren TEXT NOT NULL CHECK (length(siren) = 9),
    sector TEXT NOT NULL CHECK (sector IN ('health_social', 'education', 'school_sport_culture', 'passenger_transport',
        'professional_certification', 'housing_vehicle_rental')),
    request_id TEXT NOT NULL CHECK (length(request_id) = 36) REFERENCES requests (id),
    taken_at TEXT NOT NULL,
    released_at TEXT,
    departure_reason TEXT,
    PRIMARY KEY (experiment_id, number),
    UNIQUE (experiment_id, siren),
    FOREIGN KEY (experiment_id, cap) REFERENCES experiments (id, cap) ON UPDATE CASCADE,
    CHECK (number BETWEEN 1 AND cap)
) STRICT;

-- Every change of the terms, with the supervisor's reason and what the terms became.
CREATE TABLE experiment_changes (
    experiment_id TEXT NOT NULL CHECK (length(experiment_id) = 36) REFERENCES experiments (id),
    version INTEGER NOT NULL,
    reason TEXT NOT NULL,
    terms TEXT NOT NULL,
    changed_by TEXT CHECK (length(changed_by) = 36) REFERENCES accounts (id),
    changed_at TEXT NOT NULL,
    PRIMARY KEY (experiment_id, version)
) STRICT;
