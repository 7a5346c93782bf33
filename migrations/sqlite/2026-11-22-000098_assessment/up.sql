-- What the staff concludes, sector by sector and as a whole: each writing is another version, and none ever changes.
CREATE TABLE assessment_notes (
    experiment_id TEXT NOT NULL CHECK (length(experiment_id) = 36) REFERENCES experiments (id),
    part TEXT NOT NULL CHECK (part IN ('whole', 'health_social', 'education', 'school_sport_culture', 'passenger_transport',
        'professional_certification', 'housing_vehicle_rental')),
    ordinal INTEGER NOT NULL CHECK (ordinal >= 1),
    words TEXT NOT NULL,
    hash TEXT NOT NULL CHECK (length(hash) = 64),
    written_by TEXT NOT NULL CHECK (length(written_by) = 36) REFERENCES accounts (id),
    written_at TEXT NOT NULL,
    PRIMARY KEY (experiment_id, part, ordinal)
) STRICT;

-- An assessment as it was published: its bytes, which the events give again.
CREATE TABLE assessments (
    experiment_id TEXT NOT NULL CHECK (length(experiment_id) = 36) REFERENCES experiments (id),
    ordinal INTEGER NOT NULL CHECK (ordinal >= 1),
    body TEXT NOT NULL,
    hash TEXT NOT NULL CHECK (length(hash) = 64),
    published_by TEXT NOT NULL CHECK (length(published_by) = 36) REFERENCES accounts (id),
    published_at TEXT NOT NULL,
    PRIMARY KEY (experiment_id, ordinal)
) STRICT;
