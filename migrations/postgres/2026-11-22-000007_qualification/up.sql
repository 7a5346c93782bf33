CREATE TABLE qualification_items (
    service_id uuid NOT NULL REFERENCES services (id),
    checklist TEXT NOT NULL,
    criterion integer NOT NULL CHECK (criterion BETWEEN 1 AND 41),
    version integer NOT NULL,
    attestation TEXT NOT NULL,
    attested_by uuid REFERENCES accounts (id),
    attested_at timestamptz,
    verdict TEXT CHECK (verdict IN ('accepted', 'rejected', 'not_applicable')),
    comment TEXT NOT NULL,
    officer_id uuid REFERENCES accounts (id),
    verdict_at timestamptz,
    PRIMARY KEY (service_id, checklist, criterion),
    CHECK ((attested_by IS NULL) = (attested_at IS NULL)),
    CHECK ((verdict IS NULL) = (verdict_at IS NULL)),
    CHECK ((verdict IS NULL) = (officer_id IS NULL))
);

-- What the partner attaches to a criterion.
CREATE TABLE qualification_files (
    document_id uuid NOT NULL PRIMARY KEY REFERENCES documents (id),
    service_id uuid NOT NULL REFERENCES services (id),
    criterion integer NOT NULL CHECK (criterion BETWEEN 1 AND 41)
);
CREATE INDEX qualification_files_criterion ON qualification_files (service_id, criterion);

-- What was concluded when a service was qualified, kept as it was shown.
CREATE TABLE qualification_reports (
    service_id uuid NOT NULL REFERENCES services (id),
    ordinal integer NOT NULL CHECK (ordinal >= 1),
    checklist text NOT NULL,
    officer_id uuid NOT NULL REFERENCES accounts (id),
    qualified_at timestamptz NOT NULL,
    report jsonb NOT NULL,
    PRIMARY KEY (service_id, ordinal)
);
