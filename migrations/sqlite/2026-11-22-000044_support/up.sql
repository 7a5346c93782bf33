-- Questions to the support, with where they arose, and what is written about them.
CREATE TABLE support_threads (
    id TEXT NOT NULL CHECK (length(id) = 36) PRIMARY KEY,
    account_id TEXT NOT NULL CHECK (length(account_id) = 36) REFERENCES accounts (id) ON DELETE CASCADE,
    subject TEXT NOT NULL CHECK (subject <> ''),
    page TEXT NOT NULL,
    request_number TEXT NOT NULL,
    incident TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('open', 'answered', 'closed')),
    opened_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX support_threads_account ON support_threads (account_id, id);
CREATE INDEX support_threads_status ON support_threads (status, updated_at, id);

CREATE TABLE support_posts (
    id TEXT NOT NULL CHECK (length(id) = 36) PRIMARY KEY,
    thread_id TEXT NOT NULL CHECK (length(thread_id) = 36) REFERENCES support_threads (id) ON DELETE CASCADE,
    author_id TEXT NOT NULL CHECK (length(author_id) = 36) REFERENCES accounts (id),
    by_staff INTEGER NOT NULL,
    body TEXT NOT NULL CHECK (body <> ''),
    sent_at TEXT NOT NULL
) STRICT;
CREATE INDEX support_posts_thread ON support_posts (thread_id, id);
