CREATE TABLE qualification_items (
    service_id TEXT NOT NULL CHECK (length(service_id) = 36) REFERENCES services (id),
    checklist TEXT NOT NULL,
    criterion INTEGER NOT NULL CHECK (criterion BETWEEN 1 AND 41),
    version INTEGER NOT NULL,
    attestation TEXT NOT NULL,
    attested_by TEXT CHECK (length(attested_by) = 36) REFERENCES accounts (id),
    attested_at TEXT,
    verdict TEXT CHECK (verdict IN ('accepted', 'rejected', 'not_applicable')),
    comment TEXT NOT NULL,
    officer_id TEXT CHECK (length(officer_id) = 36) REFERENCES accounts (id),
    verdict_at TEXT,
    PRIMARY KEY (service_id, checklist, criterion),
    CHECK ((attested_by IS NULL) = (attested_at IS NULL)),
    CHECK ((verdict IS NULL) = (verdict_at IS NULL)),
    CHECK ((verdict IS NULL) = (officer_id IS NULL))
) STRICT;

-- What the partner attaches to a criterion.
CREATE TABLE qualification_files (
    document_id TEXT NOT NULL CHECK (length(document_id) = 36) PRIMARY KEY REFERENCES documents (id),
    service_id TEXT NOT NULL CHECK (length(service_id) = 36) REFERENCES services (id),
    criterion INTEGER NOT NULL CHECK (criterion BETWEEN 1 AND 41)
) STRICT;
CREATE INDEX qualification_files_criterion ON qualification_files (service_id, criterion);

-- What was concluded when a service was qualified, kept as it was shown.
CREATE TABLE qualification_reports (
    service_id TEXT NOT NULL CHECK (length(service_id) = 36) REFERENCES services (id),
    ordinal INTEGER NOT NULL CHECK (ordinal >= 1),
    checklist TEXT NOT NULL,
    officer_id TEXT NOT NULL CHECK (length(officer_id) = 36) REFERENCES accounts (id),
    qualified_at TEXT NOT NULL,
    report TEXT NOT NULL,
    PRIMARY KEY (service_id, ordinal)
) STRICT;
