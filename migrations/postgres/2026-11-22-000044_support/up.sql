-- Questions to the support, with where they arose, and what is written about them.
CREATE TABLE support_threads (
    id uuid NOT NULL PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    subject text NOT NULL CHECK (subject <> ''),
    page text NOT NULL,
    request_number text NOT NULL,
    incident text NOT NULL,
    status text NOT NULL CHECK (status IN ('open', 'answered', 'closed')),
    opened_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX support_threads_account ON support_threads (account_id, id);
CREATE INDEX support_threads_status ON support_threads (status, updated_at, id);

CREATE TABLE support_posts (
    id uuid NOT NULL PRIMARY KEY,
    thread_id uuid NOT NULL REFERENCES support_threads (id) ON DELETE CASCADE,
    author_id uuid NOT NULL REFERENCES accounts (id),
    by_staff boolean NOT NULL,
    body text NOT NULL CHECK (body <> ''),
    sent_at timestamptz NOT NULL
);
CREATE INDEX support_posts_thread ON support_posts (thread_id, id);
