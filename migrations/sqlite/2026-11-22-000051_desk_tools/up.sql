-- Words that the desk puts on requests; one that is retired stays on those that have it.
CREATE TABLE tags (
    id TEXT NOT NULL CHECK (length(id) = 36) PRIMARY KEY,
    label TEXT NOT NULL CHECK (length(label) BETWEEN 1 AND 40),
    label_key TEXT NOT NULL UNIQUE,
    created_by TEXT NOT NULL CHECK (length(created_by) = 36) REFERENCES accounts (id),
    created_at TEXT NOT NULL,
    retired_at TEXT
) STRICT;

CREATE TABLE queue_tags (
    tag_id TEXT NOT NULL CHECK (length(tag_id) = 36) REFERENCES tags (id),
    status TEXT NOT NULL,
    rank INTEGER NOT NULL,
    added_by TEXT NOT NULL CHECK (length(added_by) = 36) REFERENCES accounts (id),
    added_at TEXT NOT NULL,
    PRIMARY KEY (tag_id, status, rank),
    FOREIGN KEY (rank, status) REFERENCES queue_entries (rank, status) ON UPDATE CASCADE ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX queue_tags_every ON queue_tags (tag_id, rank);
CREATE INDEX queue_tags_rank ON queue_tags (rank, status);

-- Views of the queue that people keep: an address under a name. A shared one is everybody's.
CREATE TABLE queue_views (
    id TEXT NOT NULL CHECK (length(id) = 36) PRIMARY KEY,
    owner_id TEXT NOT NULL CHECK (length(owner_id) = 36) REFERENCES accounts (id) ON DELETE CASCADE,
    shared INTEGER NOT NULL CHECK (shared IN (0, 1)),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    query TEXT NOT NULL CHECK (length(query) <= 2000),
    created_at TEXT NOT NULL,
    UNIQUE (owner_id, name)
) STRICT;
CREATE INDEX queue_views_shared ON queue_views (name, id) WHERE shared = 1;

-- How each person likes the queue; no row means as it comes.
CREATE TABLE queue_preferences (
    account_id TEXT NOT NULL CHECK (length(account_id) = 36) PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    shown TEXT NOT NULL,
    shortcuts INTEGER NOT NULL CHECK (shortcuts IN (0, 1)),
    changed_at TEXT NOT NULL
) STRICT;
