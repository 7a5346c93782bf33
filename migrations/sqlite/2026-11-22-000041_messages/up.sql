-- What the organisation and the instruction write to each other on a request.
CREATE TABLE request_messages (
    id TEXT NOT NULL CHECK (length(id) = 36) PRIMARY KEY,
    request_id TEXT NOT NULL CHECK (length(request_id) = 36) REFERENCES requests (id),
    author_id TEXT NOT NULL CHECK (length(author_id) = 36) REFERENCES accounts (id),
    side TEXT NOT NULL CHECK (side IN ('applicant', 'staff')),
    body TEXT NOT NULL CHECK (body <> ''),
    sent_at TEXT NOT NULL
) STRICT;
CREATE INDEX request_messages_request ON request_messages (request_id, id);

CREATE TABLE message_files (
    id TEXT NOT NULL CHECK (length(id) = 36) PRIMARY KEY,
    message_id TEXT NOT NULL CHECK (length(message_id) = 36) REFERENCES request_messages (id),
    file_name TEXT NOT NULL,
    media_type TEXT NOT NULL CHECK (media_type IN ('application/pdf', 'image/png', 'image/jpeg')),
    size INTEGER NOT NULL CHECK (size > 0),
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    storage_key TEXT NOT NULL
) STRICT;
CREATE INDEX message_files_message ON message_files (message_id, id);

-- Up to when each person read the thread of a request.
CREATE TABLE thread_reads (
    request_id TEXT NOT NULL CHECK (length(request_id) = 36) REFERENCES requests (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL CHECK (length(account_id) = 36) REFERENCES accounts (id) ON DELETE CASCADE,
    side TEXT NOT NULL CHECK (side IN ('applicant', 'staff')),
    read_at TEXT NOT NULL,
    PRIMARY KEY (request_id, account_id)
) STRICT;
