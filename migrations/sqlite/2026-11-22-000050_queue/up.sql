-- The queue: one narrow row for each request that was ever submitted, kept by triggers on `requests`, so that a page is
-- read in the order of an index whatever is filtered. `rank` orders by submission: milliseconds, then the end of the id.
CREATE TABLE queue_entries (
    rank INTEGER NOT NULL PRIMARY KEY,
    request_id TEXT NOT NULL CHECK (length(request_id) = 36) UNIQUE REFERENCES requests (id) ON DELETE CASCADE,
    status TEXT NOT NULL,
    legal_basis TEXT NOT NULL,
    sector TEXT,
    level TEXT NOT NULL CHECK (level IN ('eidas1', 'eidas2')),
    siren TEXT NOT NULL,
    organisation_id TEXT NOT NULL CHECK (length(organisation_id) = 36),
    reviewer_id TEXT CHECK (length(reviewer_id) = 36),
    due_on TEXT,
    UNIQUE (rank, status)
) STRICT;
CREATE INDEX queue_entries_status ON queue_entries (status, rank);
CREATE INDEX queue_entries_due ON queue_entries (status, due_on, rank) WHERE due_on IS NOT NULL;
CREATE INDEX queue_entries_basis ON queue_entries (legal_basis, status, rank);
CREATE INDEX queue_entries_every_basis ON queue_entries (legal_basis, rank);
CREATE INDEX queue_entries_sector ON queue_entries (sector, status, rank) WHERE sector IS NOT NULL;
CREATE INDEX queue_entries_every_sector ON queue_entries (sector, rank) WHERE sector IS NOT NULL;
CREATE INDEX queue_entries_level ON queue_entries (level, status, rank);
CREATE INDEX queue_entries_every_level ON queue_entries (level, rank);
CREATE INDEX queue_entries_siren ON queue_entries (siren, status, rank);
CREATE INDEX queue_entries_every_siren ON queue_entries (siren, rank);
CREATE INDEX queue_entries_reviewer ON queue_entries (reviewer_id, status, rank);
CREATE INDEX queue_entries_every_reviewer ON queue_entries (reviewer_id, rank);

-- The claims asked for, each with the state and the place of its request, which the database keeps alike.
CREATE TABLE queue_claims (
    claim TEXT NOT NULL,
    status TEXT NOT NULL,
    rank INTEGER NOT NULL,
    PRIMARY KEY (claim, status, rank),
    FOREIGN KEY (rank, status) REFERENCES queue_entries (rank, status) ON UPDATE CASCADE ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX queue_claims_every ON queue_claims (claim, rank);
CREATE INDEX queue_claims_rank ON queue_claims (rank, status);

-- What is searched: for each key (here the rank of an entry) the words of a document, folded and cut by the program.
CREATE TABLE search_documents (
    key INTEGER NOT NULL PRIMARY KEY REFERENCES queue_entries (rank) ON UPDATE CASCADE ON DELETE CASCADE,
    words TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE search_index USING fts5 (
    words, content = 'search_documents', content_rowid = 'key', detail = 'none', columnsize = 0,
    tokenize = "unicode61 remove_diacritics 0 tokenchars '@.-_+'"
);
CREATE TRIGGER search_documents_added AFTER INSERT ON search_documents
BEGIN
    INSERT INTO search_index (rowid, words) VALUES (NEW.key, NEW.words);
END;
CREATE TRIGGER search_documents_removed AFTER DELETE ON search_documents
BEGIN
    INSERT INTO search_index (search_index, rowid, words) VALUES ('delete', OLD.key, OLD.words);
END;
CREATE TRIGGER search_documents_changed AFTER UPDATE ON search_documents
BEGIN
    INSERT INTO search_index (search_index, rowid, words) VALUES ('delete', OLD.key, OLD.words);
    INSERT INTO search_index (rowid, words) VALUES (NEW.key, NEW.words);
END;

-- The words of one document in thirty-two: tells how common a word is without reading all that hold it.
CREATE TABLE search_sample (
    word TEXT NOT NULL,
    key INTEGER NOT NULL REFERENCES search_documents (key) ON UPDATE CASCADE ON DELETE CASCADE,
    PRIMARY KEY (word, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX search_sample_key ON search_sample (key);

-- An entry as its request says it should be.
CREATE VIEW queue_sources AS
SELECT (CAST(strftime('%s', r.submitted_at) AS INTEGER) * 1000 + CAST(substr(r.submitted_at, 21, 3) AS INTEGER)) * 1048576
        + (instr('0123456789abcdef', substr(r.id, 32, 1)) - 1) * 65536 + (instr('0123456789abcdef', substr(r.id, 33, 1)) - 1) * 4096
        + (instr('0123456789abcdef', substr(r.id, 34, 1)) - 1) * 256 + (instr('0123456789abcdef', substr(r.id, 35, 1)) - 1) * 16
        + (instr('0123456789abcdef', substr(r.id, 36, 1)) - 1) AS rank,
    r.id AS request_id, r.status, r.legal_basis, r.sector,
    CASE r.dossier ->> '$.dossier.level' WHEN 'eidas2' THEN 'eidas2' ELSE 'eidas1' END AS level,
    substr(o.siret, 1, 9) AS siren, r.organisation_id, r.reviewer_id, r.review_due_on AS due_on
FROM requests r JOIN organisations o ON o.id = r.organisation_id
WHERE r.submitted_at IS NOT NULL;

CREATE TRIGGER requests_enter_queue AFTER INSERT ON requests WHEN NEW.submitted_at IS NOT NULL
BEGIN
    INSERT INTO queue_entries (rank, request_id, status, legal_basis, sector, level, siren, organisation_id, reviewer_id, due_on)
    SELECT rank, request_id, status, legal_basis, sector, level, siren, organisation_id, reviewer_id, due_on
    FROM queue_sources WHERE request_id = NEW.id;
END;
CREATE TRIGGER requests_follow_queue AFTER UPDATE OF status, submitted_at, reviewer_id, review_due_on ON requests
WHEN NEW.submitted_at IS NOT NULL
BEGIN
    UPDATE queue_entries SET (rank, status, legal_basis, sector, level, siren, organisation_id, reviewer_id, due_on) =
        (SELECT rank, status, legal_basis, sector, level, siren, organisation_id, reviewer_id, due_on
         FROM queue_sources WHERE request_id = NEW.id)
    WHERE request_id = NEW.id;
    INSERT INTO queue_entries (rank, request_id, status, legal_basis, sector, level, siren, organisation_id, reviewer_id, due_on)
    SELECT rank, request_id, status, legal_basis, sector, level, siren, organisation_id, reviewer_id, due_on
    FROM queue_sources
    WHERE request_id = NEW.id AND NOT EXISTS (SELECT 1 FROM queue_entries WHERE request_id = NEW.id);
END;
CREATE TRIGGER queue_entries_claim AFTER INSERT ON queue_entries
BEGIN
    INSERT INTO queue_claims (claim, status, rank)
    SELECT DISTINCT wish.value ->> 'claim', NEW.status, NEW.rank
    FROM requests r, json_each(r.dossier, '$.dossier.claims') AS wish WHERE r.id = NEW.request_id;
END;
CREATE TRIGGER queue_entries_claim_again AFTER UPDATE OF rank ON queue_entries WHEN NEW.rank IS NOT OLD.rank
BEGIN
    DELETE FROM queue_claims WHERE rank = NEW.rank;
    INSERT INTO queue_claims (claim, status, rank)
    SELECT DISTINCT wish.value ->> 'claim', NEW.status, NEW.rank
    FROM requests r, json_each(r.dossier, '$.dossier.claims') AS wish WHERE r.id = NEW.request_id;
END;

-- What was there before; the words are those that were searched until now.
INSERT INTO queue_entries (rank, request_id, status, legal_basis, sector, level, siren, organisation_id, reviewer_id, due_on)
SELECT rank, request_id, status, legal_basis, sector, level, siren, organisation_id, reviewer_id, due_on FROM queue_sources;
INSERT INTO search_documents (key, words)
SELECT e.rank, group_concat(t.term, ' ') FROM request_terms t JOIN queue_entries e ON e.request_id = t.request_id GROUP BY e.rank;
INSERT INTO search_sample (word, key)
SELECT t.term, e.rank FROM request_terms t JOIN queue_entries e ON e.request_id = t.request_id WHERE e.rank % 32 = 0;
DROP TABLE request_terms;
