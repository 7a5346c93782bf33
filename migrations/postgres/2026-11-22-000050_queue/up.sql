-- The queue: one narrow row for each request that was ever submitted, kept by triggers on `requests`, so that a page is
-- read in the order of an index whatever is filtered. `rank` orders by submission: milliseconds, then the end of the id.
CREATE TABLE queue_entries (
    rank bigint NOT NULL PRIMARY KEY,
    request_id uuid NOT NULL UNIQUE REFERENCES requests (id) ON DELETE CASCADE,
    status text NOT NULL,
    legal_basis text NOT NULL,
    sector text,
    level text NOT NULL CHECK (level IN ('eidas1', 'eidas2')),
    siren text NOT NULL,
    organisation_id uuid NOT NULL,
    reviewer_id uuid,
    due_on date,
    UNIQUE (rank, status)
);
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
    claim text NOT NULL,
    status text NOT NULL,
    rank bigint NOT NULL,
    PRIMARY KEY (claim, status, rank),
    FOREIGN KEY (rank, status) REFERENCES queue_entries (rank, status) ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE INDEX queue_claims_every ON queue_claims (claim, rank);
CREATE INDEX queue_claims_rank ON queue_claims (rank, status);

-- What is searched: for each key (here the rank of an entry) the words of a document, folded and cut by the program.
CREATE TABLE search_documents (
    key bigint NOT NULL PRIMARY KEY REFERENCES queue_entries (rank) ON UPDATE CASCADE ON DELETE CASCADE,
    words text NOT NULL
);
CREATE INDEX search_documents_words ON search_documents USING gin (array_to_tsvector(string_to_array(words, ' '))) WITH (fastupdate = off);

-- The words of one document in thirty-two: tells how common a word is without reading all that hold it.
CREATE TABLE search_sample (
    word text COLLATE "C" NOT NULL,
    key bigint NOT NULL REFERENCES search_documents (key) ON UPDATE CASCADE ON DELETE CASCADE,
    PRIMARY KEY (word, key)
);
CREATE INDEX search_sample_key ON search_sample (key);

-- An entry as its request says it should be.
CREATE VIEW queue_sources AS
SELECT CAST(floor(extract(epoch FROM r.submitted_at) * 1000) AS bigint) * 1048576
        + CAST(CAST('x' || lpad(right(CAST(r.id AS text), 5), 8, '0') AS bit(32)) AS bigint) AS rank,
    r.id AS request_id, r.status, r.legal_basis, r.sector,
    CASE r.dossier -> 'dossier' ->> 'level' WHEN 'eidas2' THEN 'eidas2' ELSE 'eidas1' END AS level,
    substr(o.siret, 1, 9) AS siren, r.organisation_id, r.reviewer_id, r.review_due_on AS due_on
FROM requests r JOIN organisations o ON o.id = r.organisation_id
WHERE r.submitted_at IS NOT NULL;

CREATE FUNCTION requests_follow_queue() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE queue_entries e SET rank = s.rank, status = s.status, legal_basis = s.legal_basis, sector = s.sector, level = s.level,
        siren = s.siren, organisation_id = s.organisation_id, reviewer_id = s.reviewer_id, due_on = s.due_on
    FROM queue_sources s WHERE s.request_id = NEW.id AND e.request_id = NEW.id;
    IF NOT FOUND THEN
        INSERT INTO queue_entries (rank, request_id, status, legal_basis, sector, level, siren, organisation_id, reviewer_id, due_on)
        SELECT rank, request_id, status, legal_basis, sector, level, siren, organisation_id, reviewer_id, due_on
        FROM queue_sources WHERE request_id = NEW.id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER requests_enter_queue AFTER INSERT ON requests
    FOR EACH ROW WHEN (NEW.submitted_at IS NOT NULL) EXECUTE FUNCTION requests_follow_queue();
CREATE TRIGGER requests_follow_queue AFTER UPDATE OF status, submitted_at, reviewer_id, review_due_on ON requests
    FOR EACH ROW WHEN (NEW.submitted_at IS NOT NULL) EXECUTE FUNCTION requests_follow_queue();

CREATE FUNCTION queue_entries_claim() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM queue_claims WHERE rank = NEW.rank;
    INSERT INTO queue_claims (claim, status, rank)
    SELECT DISTINCT wish.value ->> 'claim', NEW.status, NEW.rank
    FROM requests r, jsonb_array_elements(r.dossier -> 'dossier' -> 'claims') AS wish (value) WHERE r.id = NEW.request_id;
    RETURN NULL;
END $$;
CREATE TRIGGER queue_entries_claim AFTER INSERT ON queue_entries
    FOR EACH ROW EXECUTE FUNCTION queue_entries_claim();
CREATE TRIGGER queue_entries_claim_again AFTER UPDATE OF rank ON queue_entries
    FOR EACH ROW WHEN (NEW.rank <> OLD.rank) EXECUTE FUNCTION queue_entries_claim();

-- What was there before; the words are those that were searched until now.
INSERT INTO queue_entries (rank, request_id, status, legal_basis, sector, level, siren, organisation_id, reviewer_id, due_on)
SELECT rank, request_id, status, legal_basis, sector, level, siren, organisation_id, reviewer_id, due_on FROM queue_sources;
INSERT INTO search_documents (key, words)
SELECT e.rank, string_agg(t.term, ' ') FROM request_terms t JOIN queue_entries e ON e.request_id = t.request_id GROUP BY e.rank;
INSERT INTO search_sample (word, key)
SELECT t.term, e.rank FROM request_terms t JOIN queue_entries e ON e.request_id = t.request_id WHERE e.rank % 32 = 0;
DROP TABLE request_terms;
