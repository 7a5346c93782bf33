-- An experiment whose rights were all ended at its closing.
CREATE TABLE experiment_closings (
    experiment_id TEXT NOT NULL CHECK (length(experiment_id) = 36) PRIMARY KEY REFERENCES experiments (id),
    participants INTEGER NOT NULL CHECK (participants >= 0),
    closed_at TEXT NOT NULL
) STRICT;

-- What each participant that left or saw the end says it destroyed; asked for by the house, signed by a person.
CREATE TABLE destruction_attestations (
    experiment_id TEXT NOT NULL CHECK (length(experiment_id) = 36) REFERENCES experiments (id),
    siren TEXT NOT NULL CHECK (length(siren) = 9),
    asked_at TEXT NOT NULL,
    due_on TEXT NOT NULL,
    destroyed_on TEXT,
    means TEXT NOT NULL,
    signatory TEXT NOT NULL,
    wording TEXT NOT NULL,
    signed_by TEXT CHECK (length(signed_by) = 36) REFERENCES accounts (id),
    signed_at TEXT,
    PRIMARY KEY (experiment_id, siren),
    CHECK ((signed_by IS NULL) = (signed_at IS NULL)),
    CHECK ((destroyed_on IS NULL) = (signed_at IS NULL)),
    CHECK (signed_at IS NULL OR (signatory <> '' AND wording <> ''))
) STRICT;
