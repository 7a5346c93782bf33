DROP TRIGGER organisations_follow_queue ON organisations;
DROP FUNCTION organisations_follow_queue();
CREATE OR REPLACE FUNCTION requests_follow_queue() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE queue_entries e SET rank = s.rank, status = s.status, legal_basis = s.legal_basis, sector = s.sector, level = s.level, siren = s.siren, organisation_id = s.organisation_id, reviewer_id = s.reviewer_id, due_on = s.due_on
    FROM queue_sources s WHERE s.request_id = NEW.id AND e.request_id = NEW.id;
    IF NOT FOUND THEN
        INSERT INTO queue_entries (rank, request_id, status, legal_basis, sector, level, siren, organisation_id, reviewer_id, due_on)
        SELECT rank, request_id, status, legal_basis, sector, level, siren, organisation_id, reviewer_id, due_on
        FROM queue_sources WHERE request_id = NEW.id;
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER requests_follow_queue ON requests;
CREATE TRIGGER requests_follow_queue AFTER UPDATE OF status, submitted_at, reviewer_id, review_due_on ON requests
    FOR EACH ROW WHEN (NEW.submitted_at IS NOT NULL) EXECUTE FUNCTION requests_follow_queue();
DROP VIEW queue_sources;
ALTER TABLE queue_entries DROP COLUMN siret;
ALTER TABLE queue_entries DROP COLUMN organisation;
ALTER TABLE queue_entries DROP COLUMN title;
ALTER TABLE queue_entries DROP COLUMN number;

CREATE VIEW queue_sources AS
SELECT CAST(floor(extract(epoch FROM r.submitted_at) * 1000) AS bigint) * 1048576
        + CAST(CAST('x' || lpad(right(CAST(r.id AS text), 5), 8, '0') AS bit(32)) AS bigint) AS rank,
    r.id AS request_id, r.status, r.legal_basis, r.sector,
    CASE r.dossier -> 'dossier' ->> 'level' WHEN 'eidas2' THEN 'eidas2' ELSE 'eidas1' END AS level,
    substr(o.siret, 1, 9) AS siren, r.organisation_id, r.reviewer_id, r.review_due_on AS due_on
FROM requests r JOIN organisations o ON o.id = r.organisation_id
WHERE r.submitted_at IS NOT NULL;
