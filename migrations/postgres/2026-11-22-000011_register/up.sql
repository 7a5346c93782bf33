-- The public register of habilitations: who holds each, and the words under which it is found.
CREATE INDEX habilitations_granted ON habilitations (granted_at, id);

CREATE TABLE register_entries (
    habilitation_id uuid NOT NULL PRIMARY KEY REFERENCES habilitations (id) ON DELETE CASCADE,
    holder_name text NOT NULL,
    named boolean NOT NULL,
    CHECK (named OR holder_name = '')
);

CREATE TABLE register_terms (
    term text NOT NULL CHECK (length(term) BETWEEN 1 AND 40),
    habilitation_id uuid NOT NULL REFERENCES register_entries (habilitation_id) ON DELETE CASCADE,
    PRIMARY KEY (term, habilitation_id)
);
CREATE INDEX register_terms_habilitation ON register_terms (habilitation_id);
