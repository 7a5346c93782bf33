-- The public register of habilitations: who holds each, and the words under which it is found.
CREATE INDEX habilitations_granted ON habilitations (granted_at, id);

CREATE TABLE register_entries (
    habilitation_id TEXT NOT NULL CHECK (length(habilitation_id) = 36) PRIMARY KEY REFERENCES habilitations (id) ON DELETE CASCADE,
    holder_name TEXT NOT NULL,
    named INTEGER NOT NULL CHECK (named IN (0, 1)),
    CHECK (named = 1 OR holder_name = '')
) STRICT;

CREATE TABLE register_terms (
    term TEXT NOT NULL CHECK (length(term) BETWEEN 1 AND 40),
    habilitation_id TEXT NOT NULL CHECK (length(habilitation_id) = 36) REFERENCES register_entries (habilitation_id) ON DELETE CASCADE,
    PRIMARY KEY (term, habilitation_id)
) STRICT;
CREATE INDEX register_terms_habilitation ON register_terms (habilitation_id);
