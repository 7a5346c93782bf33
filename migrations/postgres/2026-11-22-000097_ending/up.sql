-- An experiment whose rights were all ended at its closing.
CREATE TABLE experiment_closings (
    experiment_id uuid NOT NULL PRIMARY KEY REFERENCES experiments (id),
    participants integer NOT NULL CHECK (participants >= 0),
    closed_at timestamptz NOT NULL
);

-- What each participant that left or saw the end says it destroyed; asked for by the house, signed by a person.
CREATE TABLE destruction_attestations (
    experiment_id uuid NOT NULL REFERENCES experiments (id),
    siren TEXT NOT NULL CHECK (length(siren) = 9),
    asked_at timestamptz NOT NULL,
    due_on date NOT NULL,
    destroyed_on date,
    means TEXT NOT NULL,
    signatory TEXT NOT NULL,
    wording TEXT NOT NULL,
    signed_by uuid REFERENCES accounts (id),
    signed_at timestamptz,
    PRIMARY KEY (experiment_id, siren),
    CHECK ((signed_by IS NULL) = (signed_at IS NULL)),
    CHECK ((destroyed_on IS NULL) = (signed_at IS NULL)),
    CHECK (signed_at IS NULL OR (signatory <> '' AND wording <> ''))
);
