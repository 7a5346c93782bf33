CREATE TABLE requests (
    id TEXT NOT NULL CHECK (length(id) = 36) PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    organisation_id TEXT NOT NULL CHECK (length(organisation_id) = 36) REFERENCES organisations (id),
    siren TEXT NOT NULL,
    created_by TEXT NOT NULL CHECK (length(created_by) = 36) REFERENCES accounts (id),
    legal_basis TEXT NOT NULL CHECK (legal_basis IN ('administration', 'vendor_for_administration', 'address_change',
        'identity_verification', 'experiment', 'other_text')),
    sector TEXT CHECK (sector IN ('health_social', 'education', 'school_sport_culture', 'passenger_transport',
        'professional_certification', 'housing_vehicle_rental')),
    status TEXT NOT NULL CHECK (status IN ('draft', 'submitted', 'in_review', 'changes_requested', 'waitlisted',
        'granted', 'refused', 'discarded', 'withdrawn', 'revoked', 'ended')),
    version INTEGER NOT NULL,
    title TEXT NOT NULL,
    dossier TEXT NOT NULL,
    reviewer_id TEXT CHECK (length(reviewer_id) = 36) REFERENCES accounts (id),
    submitted_at TEXT,
    first_submitted_at TEXT,
    rank_at TEXT,
    state_since TEXT NOT NULL,
    suspended_seconds INTEGER NOT NULL,
    review_due_on TEXT,
    silent_on TEXT,
    decided_at TEXT,
    copied_from TEXT CHECK (length(copied_from) = 36),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    CHECK (status <> 'draft' OR submitted_at IS NULL),
    CHECK (status IN ('draft', 'withdrawn') OR submitted_at IS NOT NULL),
    CHECK ((submitted_at IS NULL) = (first_submitted_at IS NULL)),
    CHECK (status NOT IN ('in_review', 'changes_requested', 'waitlisted') OR reviewer_id IS NOT NULL),
    CHECK ((status IN ('submitted', 'in_review', 'waitlisted')) = (review_due_on IS NOT NULL)),
    CHECK ((review_due_on IS NULL) = (silent_on IS NULL)),
    CHECK (status NOT IN ('granted', 'refused', 'discarded', 'revoked', 'ended') OR decided_at IS NOT NULL),
    CHECK (status <> 'waitlisted' OR (legal_basis = 'experiment' AND rank_at IS NOT NULL))
) STRICT;
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
    term TEXT NOT NULL,
    request_id TEXT NOT NULL CHECK (length(request_id) = 36) REFERENCES requests (id) ON DELETE CASCADE,
    PRIMARY KEY (term, request_id)
) STRICT;
CREATE INDEX request_terms_request ON request_terms (request_id);

CREATE TABLE request_versions (
    id TEXT NOT NULL CHECK (length(id) = 36) PRIMARY KEY,
    request_id TEXT NOT NULL CHECK (length(request_id) = 36) REFERENCES requests (id),
    ordinal INTEGER NOT NULL CHECK (ordinal >= 1),
    dossier TEXT NOT NULL,
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    submitted_at TEXT NOT NULL,
    submitted_by TEXT NOT NULL CHECK (length(submitted_by) = 36) REFERENCES accounts (id),
    UNIQUE (request_id, ordinal)
) STRICT;

CREATE TABLE request_decisions (
    id TEXT NOT NULL CHECK (length(id) = 36) PRIMARY KEY,
    request_id TEXT NOT NULL CHECK (length(request_id) = 36) REFERENCES requests (id),
    kind TEXT NOT NULL CHECK (kind IN ('changes_requested', 'waitlisted', 'granted', 'refused', 'discarded', 'revoked', 'ended')),
    reason TEXT NOT NULL,
    legal_reference TEXT NOT NULL,
    decided_by TEXT CHECK (length(decided_by) = 36) REFERENCES accounts (id),
    seconded_by TEXT CHECK (length(seconded_by) = 36) REFERENCES accounts (id),
    decided_at TEXT NOT NULL,
    CHECK (seconded_by IS NULL OR seconded_by <> decided_by)
) STRICT;
CREATE INDEX request_decisions_request ON request_decisions (request_id, decided_at);

CREATE TABLE habilitations (
    id TEXT NOT NULL CHECK (length(id) = 36) PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    request_id TEXT NOT NULL CHECK (length(request_id) = 36) UNIQUE REFERENCES requests (id),
    version_id TEXT NOT NULL CHECK (length(version_id) = 36) REFERENCES request_versions (id),
    organisation_id TEXT NOT NULL CHECK (length(organisation_id) = 36) REFERENCES organisations (id),
    siren TEXT NOT NULL,
    legal_basis TEXT NOT NULL,
    level TEXT NOT NULL CHECK (level IN ('eidas1', 'eidas2')),
    claims TEXT NOT NULL,
    data_apis TEXT NOT NULL,
    legal_text TEXT NOT NULL,
    service_name TEXT NOT NULL,
    granted_at TEXT NOT NULL,
    ended_at TEXT,
    end_reason TEXT CHECK (end_reason IN ('revoked', 'ended')),
    CHECK ((ended_at IS NULL) = (end_reason IS NULL))
) STRICT;
CREATE INDEX habilitations_organisation ON habilitations (organisation_id, granted_at);
CREATE INDEX habilitations_siren ON habilitations (siren);

-- Files of requests and of services; exactly one owner.
CREATE TABLE documents (
    id TEXT NOT NULL CHECK (length(id) = 36) PRIMARY KEY,
    request_id TEXT CHECK (length(request_id) = 36) REFERENCES requests (id),
    service_id TEXT CHECK (length(service_id) = 36),
    kind TEXT NOT NULL,
    file_name TEXT NOT NULL,
    media_type TEXT NOT NULL CHECK (media_type IN ('application/pdf', 'image/png', 'image/jpeg')),
    size INTEGER NOT NULL CHECK (size > 0),
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    storage_key TEXT NOT NULL,
    uploaded_by TEXT NOT NULL CHECK (length(uploaded_by) = 36) REFERENCES accounts (id),
    uploaded_at TEXT NOT NULL,
    removed_at TEXT,
    CHECK ((request_id IS NULL) <> (service_id IS NULL))
) STRICT;
CREATE INDEX documents_request ON documents (request_id, uploaded_at) WHERE request_id IS NOT NULL;
CREATE INDEX documents_service ON documents (service_id, kind, uploaded_at) WHERE service_id IS NOT NULL;

CREATE TRIGGER request_versions_frozen BEFORE UPDATE ON request_versions
BEGIN
    SELECT RAISE(ABORT, 'a submitted version is immutable');
END;
CREATE TRIGGER request_versions_kept BEFORE DELETE ON request_versions
BEGIN
    SELECT RAISE(ABORT, 'a submitted version is immutable');
END;
