-- What the organisation and the instruction write to each other on a request.
CREATE TABLE request_messages (
    id uuid NOT NULL PRIMARY KEY,
    request_id uuid NOT NULL REFERENCES requests (id),
    author_id uuid NOT NULL REFERENCES accounts (id),
    side text NOT NULL CHECK (side IN ('applicant', 'staff')),
    body text NOT NULL CHECK (body <> ''),
    sent_at timestamptz NOT NULL
);
CREATE INDEX request_messages_request ON request_messages (request_id, id);

CREATE TABLE message_files (
    id uuid NOT NULL PRIMARY KEY,
    message_id uuid NOT NULL REFERENCES request_messages (id),
    file_name text NOT NULL,
    media_type text NOT NULL CHECK (media_type IN ('application/pdf', 'image/png', 'image/jpeg')),
    size bigint NOT NULL CHECK (size > 0),
    sha256 text NOT NULL CHECK (length(sha256) = 64),
    storage_key text NOT NULL
);
CREATE INDEX message_files_message ON message_files (message_id, id);

-- Up to when each person read the thread of a request.
CREATE TABLE thread_reads (
    request_id uuid NOT NULL REFERENCES requests (id) ON DELETE CASCADE,
    account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    side text NOT NULL CHECK (side IN ('applicant', 'staff')),
    read_at timestamptz NOT NULL,
    PRIMARY KEY (request_id, account_id)
);
