CREATE TABLE notifications (
    id uuid NOT NULL PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('request', 'message', 'service', 'organisation', 'support')),
    title text NOT NULL CHECK (title <> ''),
    link text NOT NULL CHECK (link LIKE '/%'),
    created_at timestamptz NOT NULL,
    read_at timestamptz,
    digested_at timestamptz
);
CREATE INDEX notifications_account ON notifications (account_id, id);
CREATE INDEX notifications_unread ON notifications (account_id, id) WHERE read_at IS NULL;
CREATE INDEX notifications_undigested ON notifications (account_id) WHERE read_at IS NULL AND digested_at IS NULL;
CREATE INDEX notifications_age ON notifications (created_at);

-- Mails that a person chose to receive or not; no row means that they receive them.
CREATE TABLE mail_preferences (
    account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    topic text NOT NULL CHECK (topic IN ('message', 'support', 'digest')),
    wanted boolean NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, topic)
);

-- The round of daily digests: one row. `after_account` is where it stopped, nothing when the day is done.
CREATE TABLE digest_rounds (
    id integer NOT NULL PRIMARY KEY CHECK (id = 1),
    day date NOT NULL,
    after_account uuid
);
