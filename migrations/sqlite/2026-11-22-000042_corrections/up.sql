-- What a reviewer asks to correct, anchored on a field; noted first, told when corrections are asked for.
CREATE TABLE request_corrections (
    id TEXT NOT NULL CHECK (length(id) = 36) PRIMARY KEY,
    request_id TEXT NOT NULL CHECK (length(request_id) = 36) REFERENCES requests (id),
    field TEXT NOT NULL CHECK (field <> ''),
    body TEXT NOT NULL CHECK (body <> ''),
    was TEXT NOT NULL,
    noted_by TEXT NOT NULL CHECK (length(noted_by) = 36) REFERENCES accounts (id),
    noted_at TEXT NOT NULL,
    told_at TEXT,
    answer TEXT NOT NULL,
    answered_by TEXT CHECK (length(answered_by) = 36) REFERENCES accounts (id),
    answered_at TEXT,
    CHECK ((answered_by IS NULL) = (answered_at IS NULL)),
    CHECK (answered_at IS NULL OR told_at IS NOT NULL)
) STRICT;
CREATE INDEX request_corrections_request ON request_corrections (request_id, id);
