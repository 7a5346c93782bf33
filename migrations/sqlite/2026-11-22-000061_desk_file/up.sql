-- What the staff write to each other on a request. A note that asks somebody is an opinion asked, until they answer it.
CREATE TABLE request_notes (
    id TEXT NOT NULL CHECK (length(id) = 36) PRIMARY KEY,
    request_id TEXT NOT NULL CHECK (length(request_id) = 36) REFERENCES requests (id),
    author_id TEXT NOT NULL CHECK (length(author_id) = 36) REFERENCES accounts (id),
    body TEXT NOT NULL CHECK (body <> ''),
    written_at TEXT NOT NULL,
    asked_of TEXT CHECK (length(asked_of) = 36) REFERENCES accounts (id),
    answer TEXT CHECK (answer <> ''),
    answered_at TEXT,
    CHECK ((answer IS NULL) = (answered_at IS NULL)),
    CHECK (answer IS NULL OR asked_of IS NOT NULL),
    CHECK (asked_of IS NULL OR asked_of <> author_id)
) STRICT;
CREATE INDEX request_notes_request ON request_notes (request_id, id);

-- Until when a person who opened a dossier is held to be still before it.
ALTER TABLE dossier_reads ADD COLUMN present_until TEXT;
CREATE INDEX dossier_reads_present ON dossier_reads (request_id, present_until);

-- A correction that the desk holds to be done.
ALTER TABLE request_corrections ADD COLUMN closed_by TEXT CHECK (length(closed_by) = 36) REFERENCES accounts (id);
ALTER TABLE request_corrections ADD COLUMN closed_at TEXT CHECK ((closed_at IS NULL) = (closed_by IS NULL));
