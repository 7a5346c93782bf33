-- What the staff write to each other on a request. A note that asks somebody is an opinion asked, until they answer it.
CREATE TABLE request_notes (
    id uuid NOT NULL PRIMARY KEY,
    request_id uuid NOT NULL REFERENCES requests (id),
    author_id uuid NOT NULL REFERENCES accounts (id),
    body text NOT NULL CHECK (body <> ''),
    written_at timestamptz NOT NULL,
    asked_of uuid REFERENCES accounts (id),
    answer text CHECK (answer <> ''),
    answered_at timestamptz,
    CHECK ((answer IS NULL) = (answered_at IS NULL)),
    CHECK (answer IS NULL OR asked_of IS NOT NULL),
    CHECK (asked_of IS NULL OR asked_of <> author_id)
);
CREATE INDEX request_notes_request ON request_notes (request_id, id);

-- Until when a person who opened a dossier is held to be still before it.
ALTER TABLE dossier_reads ADD COLUMN present_until timestamptz;
CREATE INDEX dossier_reads_present ON dossier_reads (request_id, present_until);

-- A correction that the desk holds to be done.
ALTER TABLE request_corrections ADD COLUMN closed_by uuid REFERENCES accounts (id);
ALTER TABLE request_corrections ADD COLUMN closed_at timestamptz CHECK ((closed_at IS NULL) = (closed_by IS NULL));
