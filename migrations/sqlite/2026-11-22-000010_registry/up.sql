-- What the registry of companies made of an organisation when it was last asked.
ALTER TABLE organisations ADD COLUMN registry_finding TEXT CHECK (registry_finding IN ('confirmed', 'partial', 'unknown'));
ALTER TABLE organisations ADD COLUMN registry_checked_at TEXT CHECK ((registry_checked_at IS NULL) = (registry_finding IS NULL));

-- Its answers, kept for a day; no entry means that the number is unknown.
CREATE TABLE registry_answers (
    siret TEXT NOT NULL CHECK (length(siret) = 14) PRIMARY KEY,
    found TEXT,
    asked_at TEXT NOT NULL
) STRICT;
CREATE INDEX registry_answers_age ON registry_answers (asked_at);

-- The imported stock: legal persons, and their establishments. Nothing of the people at their head.
CREATE TABLE sirene_units (
    siren TEXT NOT NULL CHECK (length(siren) = 9) PRIMARY KEY,
    name TEXT NOT NULL,
    legal_category TEXT NOT NULL,
    activity_code TEXT NOT NULL,
    founded_on TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'closed')),
    restricted TEXT NOT NULL CHECK (restricted IN ('no', 'yes')),
    head_office TEXT NOT NULL
) STRICT;

CREATE TABLE sirene_establishments (
    siret TEXT NOT NULL CHECK (length(siret) = 14) PRIMARY KEY,
    street TEXT NOT NULL,
    postal_code TEXT NOT NULL,
    city TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'closed')),
    restricted TEXT NOT NULL CHECK (restricted IN ('no', 'yes'))
) STRICT;

-- How far the import of each file went: the offset and the rows are those of the last committed batch.
CREATE TABLE sirene_imports (
    file TEXT NOT NULL CHECK (file IN ('units', 'establishments')) PRIMARY KEY,
    fingerprint TEXT NOT NULL CHECK (length(fingerprint) = 64),
    byte_offset INTEGER NOT NULL CHECK (byte_offset >= 0),
    rows_read INTEGER NOT NULL CHECK (rows_read >= 0),
    rows_refused INTEGER NOT NULL CHECK (rows_refused BETWEEN 0 AND rows_read),
    started_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    finished_at TEXT
) STRICT;
