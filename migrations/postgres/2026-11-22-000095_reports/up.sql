-- The monthly figures of a participant of the experiment: one row a version, and at most one that waits for the staff.
-- Whether a part is at most its whole is not checked here: what people counted is kept as they counted it, with their comment.
CREATE TABLE monthly_reports (
    id uuid NOT NULL PRIMARY KEY,
    experiment_id uuid NOT NULL REFERENCES experiments (id),
    siren TEXT NOT NULL CHECK (length(siren) = 9),
    month date NOT NULL CHECK (extract(day FROM month) = 1),
    ordinal integer NOT NULL CHECK (ordinal >= 1),
    status TEXT NOT NULL CHECK (status IN ('submitted', 'accepted', 'returned', 'replaced')),
    sector TEXT NOT NULL CHECK (sector IN ('health_social', 'education', 'school_sport_culture', 'passenger_transport',
        'professional_certification', 'housing_vehicle_rental')),
    connections_fc bigint NOT NULL CHECK (connections_fc >= 0),
    connections bigint NOT NULL CHECK (connections >= 0),
    accounts_fc bigint NOT NULL CHECK (accounts_fc >= 0),
    accounts bigint NOT NULL CHECK (accounts >= 0),
    growth_tenths bigint NOT NULL,
    feedback TEXT NOT NULL,
    comment TEXT NOT NULL,
    alerts jsonb NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('form', 'file', 'service')),
    sent_by uuid NOT NULL REFERENCES accounts (id),
    sent_at timestamptz NOT NULL,
    judged_by uuid REFERENCES accounts (id),
    judged_at timestamptz,
    reason TEXT NOT NULL,
    hash TEXT CHECK (length(hash) = 64),
    UNIQUE (experiment_id, siren, month, ordinal),
    CHECK ((status = 'accepted') = (hash IS NOT NULL)),
    CHECK ((status IN ('accepted', 'returned')) = (judged_at IS NOT NULL)),
    CHECK ((judged_by IS NULL) = (judged_at IS NULL)),
    CHECK (status <> 'returned' OR reason <> '')
);
CREATE UNIQUE INDEX monthly_reports_waiting ON monthly_reports (experiment_id, siren, month) WHERE status = 'submitted';
CREATE INDEX monthly_reports_listing ON monthly_reports (experiment_id, status, month, siren);

-- What was accepted never changes: a correction is another version.
CREATE FUNCTION monthly_reports_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.status <> 'accepted' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'an accepted report is frozen' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER monthly_reports_keep BEFORE UPDATE OR DELETE ON monthly_reports
    FOR EACH ROW EXECUTE FUNCTION monthly_reports_keep();

-- What participants were told by the round, once each whatever the number of nodes.
CREATE TABLE participation_notices (
    experiment_id uuid NOT NULL REFERENCES experiments (id),
    siren TEXT NOT NULL CHECK (length(siren) = 9),
    kind TEXT NOT NULL,
    about TEXT NOT NULL,
    told_at timestamptz NOT NULL,
    PRIMARY KEY (experiment_id, siren, kind, about)
);

-- The days on which the round was made.
CREATE TABLE participation_rounds (
    day date NOT NULL PRIMARY KEY,
    told integer NOT NULL CHECK (told >= 0),
    made_at timestamptz NOT NULL
);

-- Who takes part: the rights of the experiment, in time and by legal person.
CREATE INDEX habilitations_basis ON habilitations (legal_basis, granted_at, id);
CREATE INDEX habilitations_holder ON habilitations (siren, legal_basis);
