-- The procedure that may exclude a participant: notice, right of reply, decision. At most one is open for a participant.
CREATE TABLE exclusions (
    id TEXT NOT NULL CHECK (length(id) = 36) PRIMARY KEY,
    experiment_id TEXT NOT NULL CHECK (length(experiment_id) = 36) REFERENCES experiments (id),
    siren TEXT NOT NULL CHECK (length(siren) = 9),
    ground TEXT NOT NULL CHECK (ground IN ('missing_reports', 'specifications', 'promotion', 'data_kept', 'other_access',
        'data_sold', 'data_destroyed')),
    status TEXT NOT NULL CHECK (status IN ('noticed', 'replied', 'excluded', 'dropped')),
    facts TEXT NOT NULL CHECK (facts <> ''),
    noticed_by TEXT NOT NULL CHECK (length(noticed_by) = 36) REFERENCES accounts (id),
    noticed_at TEXT NOT NULL,
    reply_until TEXT NOT NULL,
    reply TEXT NOT NULL,
    replied_by TEXT CHECK (length(replied_by) = 36) REFERENCES accounts (id),
    replied_at TEXT,
    reason TEXT NOT NULL,
    decided_by TEXT CHECK (length(decided_by) = 36) REFERENCES accounts (id),
    decided_at TEXT,
    CHECK ((replied_by IS NULL) = (replied_at IS NULL)),
    CHECK ((decided_by IS NULL) = (decided_at IS NULL)),
    CHECK ((status IN ('excluded', 'dropped')) = (decided_at IS NOT NULL)),
    CHECK (status <> 'replied' OR replied_at IS NOT NULL),
    CHECK (status <> 'noticed' OR replied_at IS NULL),
    CHECK (status NOT IN ('excluded', 'dropped') OR reason <> ''),
    CHECK (status <> 'excluded' OR decided_by <> noticed_by)
) STRICT;
CREATE UNIQUE INDEX exclusions_open ON exclusions (experiment_id, siren) WHERE status IN ('noticed', 'replied');
CREATE INDEX exclusions_listing ON exclusions (experiment_id, siren, noticed_at);
