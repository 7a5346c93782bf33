-- Questions of people without an account; the staff see those whose address was confirmed.
CREATE TABLE support_letters (
    id TEXT NOT NULL CHECK (length(id) = 36) PRIMARY KEY,
    name TEXT NOT NULL CHECK (name <> ''),
    email TEXT NOT NULL CHECK (email <> ''),
    subject TEXT NOT NULL CHECK (subject <> ''),
    page TEXT NOT NULL,
    request_number TEXT NOT NULL,
    incident TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('open', 'answered', 'closed')),
    written_at TEXT NOT NULL,
    confirmed_at TEXT,
    updated_at TEXT NOT NULL,
    token_hash TEXT UNIQUE CHECK (length(token_hash) = 64),
    link_until TEXT,
    CHECK ((token_hash IS NULL) = (link_until IS NULL)),
    CHECK (status = 'open' OR confirmed_at IS NOT NULL)
) STRICT;
CREATE INDEX support_letters_status ON support_letters (status, updated_at, id) WHERE confirmed_at IS NOT NULL;
CREATE INDEX support_letters_unconfirmed ON support_letters (written_at) WHERE confirmed_at IS NULL;

CREATE TABLE support_letter_posts (
    id TEXT NOT NULL CHECK (length(id) = 36) PRIMARY KEY,
    letter_id TEXT NOT NULL CHECK (length(letter_id) = 36) REFERENCES support_letters (id) ON DELETE CASCADE,
    author_id TEXT CHECK (length(author_id) = 36) REFERENCES accounts (id),
    body TEXT NOT NULL CHECK (body <> ''),
    sent_at TEXT NOT NULL
) STRICT;
CREATE INDEX support_letter_posts_letter ON support_letter_posts (letter_id, id);
