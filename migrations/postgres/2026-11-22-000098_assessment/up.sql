-- What the staff concludes, sector by sector and as a whole: each writing is another version, and none ever changes.
CREATE TABLE assessment_notes (
    experiment_id uuid NOT NULL REFERENCES experiments (id),
    part TEXT NOT NULL CHECK (part IN ('whole', 'health_social', 'education', 'school_sport_culture', 'passenger_transport',
        'professional_certification', 'housing_vehicle_rental')),
    ordinal integer NOT NULL CHECK (ordinal >= 1),
    words TEXT NOT NULL,
    hash TEXT NOT NULL CHECK (length(hash) = 64),
    written_by uuid NOT NULL REFERENCES accounts (id),
    written_at timestamptz NOT NULL,
    PRIMARY KEY (experiment_id, part, ordinal)
);

-- An assessment as it was published: its bytes, which the events give again.
CREATE TABLE assessments (
    experiment_id uuid NOT NULL REFERENCES experiments (id),
    ordinal integer NOT NULL CHECK (ordinal >= 1),
    body TEXT NOT NULL,
    hash TEXT NOT NULL CHECK (length(hash) = 64),
    published_by uuid NOT NULL REFERENCES accounts (id),
    published_at timestamptz NOT NULL,
    PRIMARY KEY (experiment_id, ordinal)
);
