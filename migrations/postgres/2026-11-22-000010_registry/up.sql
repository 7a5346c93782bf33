-- What the registry of companies made of an organisation when it was last asked.
ALTER TABLE organisations ADD COLUMN registry_finding text CHECK (registry_finding IN ('confirmed', 'partial', 'unknown'));
ALTER TABLE organisations ADD COLUMN registry_checked_at timestamptz CHECK ((registry_checked_at IS NULL) = (registry_finding IS NULL));

-- Its answers, kept for a day; no entry means that the number is unknown.
CREATE TABLE registry_answers (
    siret text NOT NULL CHECK (length(siret) = 14) PRIMARY KEY,
    found jsonb,
    asked_at timestamptz NOT NULL
);
CREATE INDEX registry_answers_age ON registry_answers (asked_at);

-- The imported stock: legal persons, and their establishments. Nothing of the people at their head.
CREATE TABLE sirene_units (
    siren text NOT NULL CHECK (length(siren) = 9) PRIMARY KEY,
    name text NOT NULL,
    legal_category text NOT NULL,
    activity_code text NOT NULL,
    founded_on text NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'closed')),
    restricted text NOT NULL CHECK (restricted IN ('no', 'yes')),
    head_office text NOT NULL
);

CREATE TABLE sirene_establishments (
    siret text NOT NULL CHECK (length(siret) = 14) PRIMARY KEY,
    street text NOT NULL,
    postal_code text NOT NULL,
    city text NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'closed')),
    restricted text NOT NULL CHECK (restricted IN ('no', 'yes'))
);

-- How far the import of each file went: the offset and the rows are those of the last committed batch.
CREATE TABLE sirene_imports (
    file text NOT NULL CHECK (file IN ('units', 'establishments')) PRIMARY KEY,
    fingerprint text NOT NULL CHECK (length(fingerprint) = 64),
    byte_offset bigint NOT NULL CHECK (byte_offset >= 0),
    rows_read bigint NOT NULL CHECK (rows_read >= 0),
    rows_refused bigint NOT NULL CHECK (rows_refused BETWEEN 0 AND rows_read),
    started_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    finished_at timestamptz
);
