-- An entry holds all that a line of the queue shows, so that a page reads one table in the order of one index.
ALTER TABLE queue_entries ADD COLUMN number TEXT NOT NULL DEFAULT '';
ALTER TABLE queue_entries ADD COLUMN title TEXT NOT NULL DEFAULT '';
ALTER TABLE queue_entries ADD COLUMN organisation TEXT NOT NULL DEFAULT '';
ALTER TABLE queue_entries ADD COLUMN siret TEXT NOT NULL DEFAULT '';
DROP TRIGGER requests_enter_queue;
DROP TRIGGER requests_follow_queue;
DROP VIEW queue_sources;

CREATE VIEW queue_sources AS
SELECT (CAST(strftime('%s', r.submitted_at) AS INTEGER) * 1000 + CAST(substr(r.submitted_at, 21, 3) AS INTEGER)) * 1048576
        + (instr('0123456789abcdef', substr(r.id, 32, 1)) - 1) * 65536 + (instr('0123456789abcdef', substr(r.id, 33, 1)) - 1) * 4096
        + (instr('0123456789abcdef', substr(r.id, 34, 1)) - 1) * 256 + (instr('0123456789abcdef', substr(r.id, 35, 1)) - 1) * 16
        + (instr('0123456789abcdef', substr(r.id, 36, 1)) - 1) AS rank,
    r.id AS request_id, r.status, r.legal_basis, r.sector,
    CASE r.dossier ->> '$.dossier.level' WHEN 'eidas2' THEN 'eidas2' ELSE 'eidas1' END AS level,
    substr(o.siret, 1, 9) AS siren, r.organisation_id, r.reviewer_id, r.review_due_on AS due_on,
    r.number, r.title, o.name AS organisation, o.siret
FROM requests r JOIN organisations o ON o.id = r.organisation_id
WHERE r.submitted_at IS NOT NULL;

CREATE TRIGGER requests_enter_queue AFTER INSERT ON requests WHEN NEW.submitted_at IS NOT NULL
BEGIN
    INSERT INTO queue_entries (rank, request_id, status, legal_basis, sector, level, siren, organisation_id, reviewer_id, due_on, number, title, organisation, siret)
    SELECT rank, request_id, status, legal_basis, sector, level, siren, organisation_id, reviewer_id, due_on, number, title, organisation, siret
    FROM queue_sources WHERE request_id = NEW.id;
END;
CREATE TRIGGER requests_follow_queue AFTER UPDATE OF status, submitted_at, reviewer_id, review_due_on, number, title, organisation_id ON requests
WHEN NEW.submitted_at IS NOT NULL
BEGIN
    UPDATE queue_entries SET (rank, status, legal_basis, sector, level, siren, organisation_id, reviewer_id, due_on, number, title, organisation, siret) =
        (SELECT rank, status, legal_basis, sector, level, siren, organisation_id, reviewer_id, due_on, number, title, organisation, siret
         FROM queue_sources WHERE request_id = NEW.id)
    WHERE request_id = NEW.id;
    INSERT INTO queue_entries (rank, request_id, status, legal_basis, sector, level, siren, organisation_id, reviewer_id, due_on, number, title, organisation, siret)
    SELECT rank, request_id, status, legal_basis, sector, level, siren, organisation_id, reviewer_id, due_on, number, title, organisation, siret
    FROM queue_sources
    WHERE request_id = NEW.id AND NOT EXISTS (SELECT 1 FROM queue_entries WHERE request_id = NEW.id);
END;
CREATE TRIGGER organisations_follow_queue AFTER UPDATE OF name, siret ON organisations
WHEN NEW.name IS NOT OLD.name OR NEW.siret IS NOT OLD.siret
BEGIN
    UPDATE queue_entries SET siret = NEW.siret, siren = substr(NEW.siret, 1, 9), organisation = NEW.name
    WHERE siren = substr(OLD.siret, 1, 9) AND organisation_id = NEW.id;
END;

UPDATE queue_entries SET (number, title, organisation, siret) =
    (SELECT number, title, organisation, siret FROM queue_sources s WHERE s.request_id = queue_entries.request_id);
