-- What a reviewer asks to correct, anchored on a field; noted first, told when corrections are asked for.
CREATE TABLE request_corrections (
    id uuid NOT NULL PRIMARY KEY,
    request_id uuid NOT NULL REFERENCES requests (id),
    field text NOT NULL CHECK (field <> ''),
    body text NOT NULL CHECK (body <> ''),
    was text NOT NULL,
    noted_by uuid NOT NULL REFERENCES accounts (id),
    noted_at timestamptz NOT NULL,
    told_at timestamptz,
    answer text NOT NULL,
    answered_by uuid REFERENCES accounts (id),
    answered_at timestamptz,
    CHECK ((answered_by IS NULL) = (answered_at IS NULL)),
    CHECK (answered_at IS NULL OR told_at IS NOT NULL)
);
CREATE INDEX request_corrections_request ON request_corrections (request_id, id);
