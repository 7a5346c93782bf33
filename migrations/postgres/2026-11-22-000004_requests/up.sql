CREATE TABLE requests (
    id uuid NOT NULL PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    siren TEXT NOT NULL,
    created_by uuid NOT NULL REFERENCES accounts (id),
    legal_basis TEXT NOT NULL CHECK (legal_basis IN ('administration', 'vendor_for_administration', 'address_change',
        'identity_verification', 'experiment', 'other_text')),
    sector TEXT CHECK (sector IN ('health_social', 'education', 'school_sport_culture', 'passenger_transport',
        'professional_certification', 'housing_vehicle_rental')),
    status TEXT NOT NULL CHECK (status IN ('draft', 'submitted', 'in_review', 'changes_requested', 'waitlisted',
        'granted', 'refused', 'discarded', 'withdrawn', 'revoked', 'ended')),
    version integer NOT NULL,
    title TEXT NOT NULL,
    dossier jsonb NOT NULL,
    reviewer_id uuid REFERENCES accounts (id),
    submitted_at timestamptz,
    first_submitted_at timestamptz,
    rank_at timestamptz,
    state_since timestamptz NOT NULL,
    suspended_seconds bigint NOT NULL,
    review_due_on date,
    silent_on date,
    decided_at timestamptz,
    copied_from uuid,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CHECK (status <> 'draft' OR submitted_at IS NULL),
    CHECK (status IN ('draft', 'withdrawn') OR submitted_at IS NOT NULL),
    CHECK ((submitted_at IS NULL) = (first_submitted_at IS NULL)),
    CHECK (status NOT IN ('in_review', 'changes_requested', 'waitlisted') OR reviewer_id IS NOT NULL),
    CHECK ((status IN ('submitted', 'in_review', 'waitlisted')) = (review_due_on IS NOT NULL)),
    CHECK ((review_due_on IS NULL) = (silent_on IS NULL)),
    CHECK (status NOT IN ('granted', 'refused', 'discarded', 'revoked', 'ended') OR decided_at IS NOT NULL),
    CHECK (status <> 'waitlisted' OR (legal_basis = 'experiment' AND rank_at IS NOT NULL))
);
CREATE INDEX requests_organisation ON requests (organisation_id, updated_at, id);
CREATE INDEX requests_author ON requests (created_by, updated_at, id);
CREATE INDEX requests_queue ON requests (status, submitted_at, id);
CREATE INDEX requests_queue_basis ON requests (status, legal_basis, submitted_at, id);
CREATE INDEX requests_submitted ON requests (submitted_at, id) WHERE submitted_at IS NOT NULL;
CREATE INDEX requests_basis ON requests (legal_basis, submitted_at, id) WHERE submitted_at IS NOT NULL;
CREATE INDEX requests_reviewer ON requests (reviewer_id, status, submitted_at, id);
CREATE INDEX requests_reviewed ON requests (reviewer_id, submitted_at, id) WHERE submitted_at IS NOT NULL;
CREATE INDEX requests_waiting ON requests (rank_at, id) WHERE status = 'waitlisted';
CREATE INDEX requests_due ON requests (review_due_on, id) WHERE review_due_on IS NOT NULL;
CREATE INDEX requests_siren ON requests (siren, status);

-- Words of the number, the organisation, the SIRET and the title, searched by prefix.
CREATE TABLE request_terms (
    term text COLLATE "C" NOT NULL,
    request_id uuid NOT NULL REFERENCES requests (id) ON DELETE CASCADE,
    PRIMARY KEY (term, request_id)
);
CREATE INDEX request_terms_request ON request_terms (request_id);

CREATE TABLE request_versions (
    id uuid NOT NULL PRIMARY KEY,
    request_id uuid NOT NULL REFERENCES requests (id),
    ordinal integer NOT NULL CHECK (ordinal >= 1),
    dossier TEXT NOT NULL,
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    submitted_at timestamptz NOT NULL,
    submitted_by uuid NOT NULL REFERENCES accounts (id),
    UNIQUE (request_id, ordinal)
);

CREATE TABLE request_decisions (
    id uuid NOT NULL PRIMARY KEY,
    request_id uuid NOT NULL REFERENCES requests (id),
    kind TEXT NOT NULL CHECK (kind IN ('changes_requested', 'waitlisted', 'granted', 'refused', 'discarded', 'revoked', 'ended')),
    reason TEXT NOT NULL,
    legal_reference TEXT NOT NULL,
    decided_by uuid REFERENCES accounts (id),
    seconded_by uuid REFERENCES accounts (id),
    decided_at timestamptz NOT NULL,
    CHECK (seconded_by IS NULL OR seconded_by <> decided_by)
);
CREATE INDEX request_decisions_request ON request_decisions (request_id, decided_at);

CREATE TABLE habilitations (
    id uuid NOT NULL PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    request_id uuid NOT NULL UNIQUE REFERENCES requests (id),
    version_id uuid NOT NULL REFERENCES request_versions (id),
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    siren TEXT NOT NULL,
    legal_basis TEXT NOT NULL,
    level TEXT NOT NULL CHECK (level IN ('eidas1', 'eidas2')),
    claims jsonb NOT NULL,
    data_apis jsonb NOT NULL,
    legal_text TEXT NOT NULL,
    service_name TEXT NOT NULL,
    granted_at timestamptz NOT NULL,
    ended_at timestamptz,
    end_reason TEXT CHECK (end_reason IN ('revoked', 'ended')),
    CHECK ((ended_at IS NULL) = (end_reason IS NULL))
);
CREATE INDEX habilitations_organisation ON habilitations (organisation_id, granted_at);
CREATE INDEX habilitations_siren ON habilitations (siren);

-- Files of requests and of services; exactly one owner.
CREATE TABLE documents (
    id uuid NOT NULL PRIMARY KEY,
    request_id uuid REFERENCES requests (id),
    service_id uuid,
    kind TEXT NOT NULL,
    file_name TEXT NOT NULL,
    media_type TEXT NOT NULL CHECK (media_type IN ('application/pdf', 'image/png', 'image/jpeg')),
    size bigint NOT NULL CHECK (size > 0),
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    storage_key TEXT NOT NULL,
    uploaded_by uuid NOT NULL REFERENCES accounts (id),
    uploaded_at timestamptz NOT NULL,
    removed_at timestamptz,
    CHECK ((request_id IS NULL) <> (service_id IS NULL))
);
CREATE INDEX documents_request ON documents (request_id, uploaded_at) WHERE request_id IS NOT NULL;
CREATE INDEX documents_service ON documents (service_id, kind, uploaded_at) WHERE service_id IS NOT NULL;

CREATE FUNCTION request_versions_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a submitted version is immutable' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER request_versions_frozen BEFORE UPDATE OR DELETE ON request_versions
    FOR EACH ROW EXECUTE FUNCTION request_versions_frozen();
