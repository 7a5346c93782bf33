CREATE TABLE outbox_jobs (
    id TEXT NOT NULL CHECK (length(id) = 36) PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    created_at TEXT NOT NULL,
    due_at TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    claimed_by TEXT,
    claimed_until TEXT,
    last_error TEXT,
    done_at TEXT,
    gave_up_at TEXT,
    CHECK (attempts >= 0),
    CHECK (done_at IS NULL OR gave_up_at IS NULL),
    CHECK ((claimed_by IS NULL) = (claimed_until IS NULL))
) STRICT;
CREATE INDEX outbox_jobs_due ON outbox_jobs (due_at, id) WHERE done_at IS NULL AND gave_up_at IS NULL;
CREATE INDEX outbox_jobs_given_up ON outbox_jobs (gave_up_at, id) WHERE gave_up_at IS NOT NULL;

CREATE TABLE leases (
    name TEXT NOT NULL PRIMARY KEY,
    holder TEXT NOT NULL,
    held_until TEXT NOT NULL
) STRICT;

CREATE TABLE number_blocks (
    kind TEXT NOT NULL,
    year INTEGER NOT NULL,
    next_value INTEGER NOT NULL,
    PRIMARY KEY (kind, year),
    CHECK (next_value >= 1)
) STRICT;

CREATE TABLE rate_counters (
    bucket TEXT NOT NULL,
    key_hash TEXT NOT NULL,
    window_start TEXT NOT NULL,
    hits INTEGER NOT NULL,
    PRIMARY KEY (bucket, key_hash, window_start)
) STRICT;
CREATE INDEX rate_counters_age ON rate_counters (window_start);

CREATE TABLE journal_entries (
    id TEXT NOT NULL CHECK (length(id) = 36) PRIMARY KEY,
    at TEXT NOT NULL,
    actor_kind TEXT NOT NULL CHECK (actor_kind IN ('visitor', 'account', 'system')),
    actor TEXT,
    action TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    organisation_id TEXT CHECK (length(organisation_id) = 36),
    request_id TEXT CHECK (length(request_id) = 36),
    service_id TEXT CHECK (length(service_id) = 36),
    data TEXT NOT NULL,
    http_request_id TEXT NOT NULL,
    origin TEXT,
    origin_digest TEXT,
    seq INTEGER UNIQUE,
    hash TEXT,
    CHECK ((seq IS NULL) = (hash IS NULL)),
    CHECK (seq IS NULL OR seq >= 1),
    CHECK (actor_kind = 'visitor' OR actor IS NOT NULL)
) STRICT;
CREATE INDEX journal_entries_unsealed ON journal_entries (at, id) WHERE seq IS NULL;
CREATE INDEX journal_entries_at ON journal_entries (at, id);
CREATE INDEX journal_entries_request ON journal_entries (request_id, at, id) WHERE request_id IS NOT NULL;
CREATE INDEX journal_entries_service ON journal_entries (service_id, at, id) WHERE service_id IS NOT NULL;
CREATE INDEX journal_entries_organisation ON journal_entries (organisation_id, at, id) WHERE organisation_id IS NOT NULL;
CREATE INDEX journal_entries_actor ON journal_entries (actor, at, id) WHERE actor IS NOT NULL;
CREATE INDEX journal_entries_subject ON journal_entries (subject_id, at, id);

-- An entry is sealed once and may lose its origin; nothing else ever changes, and nothing is deleted.
CREATE TRIGGER journal_entries_keep BEFORE UPDATE ON journal_entries
WHEN NEW.id IS NOT OLD.id OR NEW.at IS NOT OLD.at OR NEW.actor_kind IS NOT OLD.actor_kind OR NEW.actor IS NOT OLD.actor
    OR NEW.action IS NOT OLD.action OR NEW.subject_kind IS NOT OLD.subject_kind OR NEW.subject_id IS NOT OLD.subject_id
    OR NEW.organisation_id IS NOT OLD.organisation_id OR NEW.request_id IS NOT OLD.request_id
    OR NEW.service_id IS NOT OLD.service_id OR NEW.data IS NOT OLD.data
    OR NEW.http_request_id IS NOT OLD.http_request_id OR NEW.origin_digest IS NOT OLD.origin_digest
    OR (NEW.origin IS NOT OLD.origin AND NEW.origin IS NOT NULL)
    OR (OLD.seq IS NOT NULL AND (NEW.seq IS NOT OLD.seq OR NEW.hash IS NOT OLD.hash))
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;
CREATE TRIGGER journal_entries_stay BEFORE DELETE ON journal_entries
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;

-- Where the chain ends: one row, written by the sealer alone.
CREATE TABLE journal_head (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    seq INTEGER NOT NULL CHECK (seq >= 0),
    hash TEXT NOT NULL CHECK (length(hash) = 64)
) STRICT;
INSERT INTO journal_head (id, seq, hash)
VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');
