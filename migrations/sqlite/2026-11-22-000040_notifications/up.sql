CREATE TABLE notifications (
    id TEXT NOT NULL CHECK (length(id) = 36) PRIMARY KEY,
    account_id TEXT NOT NULL CHECK (length(account_id) = 36) REFERENCES accounts (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('request', 'message', 'service', 'organisation', 'support')),
    title TEXT NOT NULL CHECK (title <> ''),
    link TEXT NOT NULL CHECK (link LIKE '/%'),
    created_at TEXT NOT NULL,
    read_at TEXT,
    digested_at TEXT
) STRICT;
CREATE INDEX notifications_account ON notifications (account_id, id);
CREATE INDEX notifications_unread ON notifications (account_id, id) WHERE read_at IS NULL;
CREATE INDEX notifications_undigested ON notifications (account_id) WHERE read_at IS NULL AND digested_at IS NULL;
CREATE INDEX notifications_age ON notifications (created_at);

-- Mails that a person chose to receive or not; no row means that they receive them.
CREATE TABLE mail_preferences (
    account_id TEXT NOT NULL CHECK (length(account_id) = 36) REFERENCES accounts (id) ON DELETE CASCADE,
    topic TEXT NOT NULL CHECK (topic IN ('message', 'support', 'digest')),
    wanted INTEGER NOT NULL,
    changed_at TEXT NOT NULL,
    PRIMARY KEY (account_id, topic)
) STRICT;

-- The round of daily digests: one row. `after_account` is where it stopped, nothing when the day is done.
CREATE TABLE digest_rounds (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    day TEXT NOT NULL,
    after_account TEXT CHECK (length(after_account) = 36)
) STRICT;
