CREATE TABLE outbox_jobs (
    id uuid NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    payload jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    attempts integer NOT NULL,
    claimed_by TEXT,
    claimed_until timestamptz,
    last_error TEXT,
    done_at timestamptz,
    gave_up_at timestamptz,
    CHECK (attempts >= 0),
    CHECK (done_at IS NULL OR gave_up_at IS NULL),
    CHECK ((claimed_by IS NULL) = (claimed_until IS NULL))
);
CREATE INDEX outbox_jobs_due ON outbox_jobs (due_at, id) WHERE done_at IS NULL AND gave_up_at IS NULL;
CREATE INDEX outbox_jobs_given_up ON outbox_jobs (gave_up_at, id) WHERE gave_up_at IS NOT NULL;

CREATE TABLE leases (
    name TEXT NOT NULL PRIMARY KEY,
    holder TEXT NOT NULL,
    held_until timestamptz NOT NULL
);

CREATE TABLE number_blocks (
    kind TEXT NOT NULL,
    year integer NOT NULL,
    next_value bigint NOT NULL,
    PRIMARY KEY (kind, year),
    CHECK (next_value >= 1)
);

CREATE TABLE rate_counters (
    bucket TEXT NOT NULL,
    key_hash TEXT NOT NULL,
    window_start timestamptz NOT NULL,
    hits integer NOT NULL,
    PRIMARY KEY (bucket, key_hash, window_start)
);
CREATE INDEX rate_counters_age ON rate_counters (window_start);

CREATE TABLE journal_entries (
    id uuid NOT NULL PRIMARY KEY,
    at timestamptz NOT NULL,
    actor_kind TEXT NOT NULL CHECK (actor_kind IN ('visitor', 'account', 'system')),
    actor TEXT,
    action TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    organisation_id uuid,
    request_id uuid,
    service_id uuid,
    data TEXT NOT NULL,
    http_request_id TEXT NOT NULL,
    origin TEXT,
    origin_digest TEXT,
    seq bigint UNIQUE,
    hash TEXT,
    CHECK ((seq IS NULL) = (hash IS NULL)),
    CHECK (seq IS NULL OR seq >= 1),
    CHECK (actor_kind = 'visitor' OR actor IS NOT NULL)
);
CREATE INDEX journal_entries_unsealed ON journal_entries (at, id) WHERE seq IS NULL;
CREATE INDEX journal_entries_at ON journal_entries (at, id);
CREATE INDEX journal_entries_request ON journal_entries (request_id, at, id) WHERE request_id IS NOT NULL;
CREATE INDEX journal_entries_service ON journal_entries (service_id, at, id) WHERE service_id IS NOT NULL;
CREATE INDEX journal_entries_organisation ON journal_entries (organisation_id, at, id) WHERE organisation_id IS NOT NULL;
CREATE INDEX journal_entries_actor ON journal_entries (actor, at, id) WHERE actor IS NOT NULL;
CREATE INDEX journal_entries_subject ON journal_entries (subject_id, at, id);

-- An entry is sealed once and may lose its origin; nothing else ever changes, and nothing is deleted.
CREATE FUNCTION journal_entries_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
        AND (NEW.id, NEW.at, NEW.actor_kind, NEW.action, NEW.subject_kind, NEW.subject_id, NEW.data, NEW.http_request_id)
            = (OLD.id, OLD.at, OLD.actor_kind, OLD.action, OLD.subject_kind, OLD.subject_id, OLD.data, OLD.http_request_id)
        AND NEW.actor IS NOT DISTINCT FROM OLD.actor
        AND NEW.organisation_id IS NOT DISTINCT FROM OLD.organisation_id
        AND NEW.request_id IS NOT DISTINCT FROM OLD.request_id
        AND NEW.service_id IS NOT DISTINCT FROM OLD.service_id
        AND NEW.origin_digest IS NOT DISTINCT FROM OLD.origin_digest
        AND (NEW.origin IS NOT DISTINCT FROM OLD.origin OR NEW.origin IS NULL)
        AND (OLD.seq IS NULL OR (NEW.seq = OLD.seq AND NEW.hash = OLD.hash))
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER journal_entries_keep BEFORE UPDATE OR DELETE ON journal_entries
    FOR EACH ROW EXECUTE FUNCTION journal_entries_keep();

-- Where the chain ends: one row, written by the sealer alone.
CREATE TABLE journal_head (
    id integer NOT NULL PRIMARY KEY CHECK (id = 1),
    seq bigint NOT NULL CHECK (seq >= 0),
    hash TEXT NOT NULL CHECK (length(hash) = 64)
);
INSERT INTO journal_head (id, seq, hash)
VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');
