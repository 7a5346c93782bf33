-- Words that the desk puts on requests; one that is retired stays on those that have it.
CREATE TABLE tags (
    id uuid NOT NULL PRIMARY KEY,
    label text NOT NULL CHECK (length(label) BETWEEN 1 AND 40),
    label_key text NOT NULL UNIQUE,
    created_by uuid NOT NULL REFERENCES accounts (id),
    created_at timestamptz NOT NULL,
    retired_at timestamptz
);

CREATE TABLE queue_tags (
    tag_id uuid NOT NULL REFERENCES tags (id),
    status text NOT NULL,
    rank bigint NOT NULL,
    added_by uuid NOT NULL REFERENCES accounts (id),
    added_at timestamptz NOT NULL,
    PRIMARY KEY (tag_id, status, rank),
    FOREIGN KEY (rank, status) REFERENCES queue_entries (rank, status) ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE INDEX queue_tags_every ON queue_tags (tag_id, rank);
CREATE INDEX queue_tags_rank ON queue_tags (rank, status);

-- Views of the queue that people keep: an address under a name. A shared one is everybody's.
CREATE TABLE queue_views (
    id uuid NOT NULL PRIMARY KEY,
    owner_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    shared boolean NOT NULL,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    query text NOT NULL CHECK (length(query) <= 2000),
    created_at timestamptz NOT NULL,
    UNIQUE (owner_id, name)
);
CREATE INDEX queue_views_shared ON queue_views (name, id) WHERE shared;

-- How each person likes the queue; no row means as it comes.
CREATE TABLE queue_preferences (
    account_id uuid NOT NULL PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    shown text NOT NULL,
    shortcuts boolean NOT NULL,
    changed_at timestamptz NOT NULL
);
