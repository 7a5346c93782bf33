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
