-- The monthly figures of a participant of the experiment: one row a version, and at most one that waits for the staff.
-- Whether a part is at most its whole is not checked here: what people counted is kept as they counted it, with their comment.
CREATE TABLE monthly_reports (
    id TEXT NOT NULL CHECK (length(id) = 36) PRIMARY KEY,
    experiment_id TEXT NOT NULL CHECK (length(experiment_id) = 36) REFERENCES experiments (id),
    siren TEXT NOT NULL CHECK (length(siren) = 9),
    month TEXT NOT NULL CHECK (month GLOB '????-??-01'),
    ordinal INTEGER NOT NULL CHECK (ordinal >= 1),
    status TEXT NOT NULL CHECK (status IN ('submitted', 'accepted', 'returned', 'replaced')),
    sector TEXT NOT NULL CHECK (sector IN ('health_social', 'education', 'school_sport_culture', 'passenger_transport',
        'professional_certification', 'housing_vehicle_rental')),
    connections_fc INTEGER NOT NULL CHECK (connections_fc >= 0),
    connections INTEGER NOT NULL CHECK (connections >= 0),
    accounts_fc INTEGER NOT NULL CHECK (accounts_fc >= 0),
    accounts INTEGER NOT NULL CHECK (accounts >= 0),
    growth_tenths INTEGER NOT NULL,
    feedback TEXT NOT NULL,
    comment TEXT NOT NULL,
    alerts TEXT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('form', 'file', 'service')),
    sent_by TEXT NOT NULL CHECK (length(sent_by) = 36) REFERENCES accounts (id),
    sent_at TEXT NOT NULL,
    judged_by TEXT CHECK (length(judged_by) = 36) REFERENCES accounts (id),
    judged_at TEXT,
    reason TEXT NOT NULL,
    hash TEXT CHECK (length(hash) = 64),
    UNIQUE (experiment_id, siren, month, ordinal),
    CHECK ((status = 'accepted') = (hash IS NOT NULL)),
    CHECK ((status IN ('accepted', 'returned')) = (judged_at IS NOT NULL)),
    CHECK ((judged_by IS NULL) = (judged_at IS NULL)),
    CHECK (status <> 'returned' OR reason <> '')
) STRICT;
CREATE UNIQUE INDEX monthly_reports_waiting ON monthly_reports (experiment_id, siren, month) WHERE status = 'submitted';
CREATE INDEX monthly_reports_listing ON monthly_reports (experiment_id, status, month, siren);

-- What was accepted never changes: a correction is another version.
CREATE TRIGGER monthly_reports_frozen BEFORE UPDATE ON monthly_reports WHEN OLD.status = 'accepted'
BEGIN
    SELECT RAISE(ABORT, 'an accepted report is frozen');
END;
CREATE TRIGGER monthly_reports_stay BEFORE DELETE ON monthly_reports
BEGIN
    SELECT RAISE(ABORT, 'a report is never deleted');
END;

-- What participants were told by the round, once each whatever the number of nodes.
CREATE TABLE participation_notices (
    experiment_id TEXT NOT NULL CHECK (length(experiment_id) = 36) REFERENCES experiments (id),
    siren TEXT NOT NULL CHECK (length(siren) = 9),
    kind TEXT NOT NULL,
    about TEXT NOT NULL,
    told_at TEXT NOT NULL,
    PRIMARY KEY (experiment_id, siren, kind, about)
) STRICT;

-- The days on which the round was made.
CREATE TABLE participation_rounds (
    day TEXT NOT NULL PRIMARY KEY,
    told INTEGER NOT NULL CHECK (told >= 0),
    made_at TEXT NOT NULL
) STRICT;

-- Who takes part: the rights of the experiment, in time and by legal person.
CREATE INDEX habilitations_basis ON habilitations (legal_basis, granted_at, id);
CREATE INDEX habilitations_holder ON habilitations (siren, legal_basis);
