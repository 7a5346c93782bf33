ALTER TABLE request_corrections DROP COLUMN closed_at;
ALTER TABLE request_corrections DROP COLUMN closed_by;
DROP INDEX dossier_reads_present;
ALTER TABLE dossier_reads DROP COLUMN present_until;
DROP TABLE request_notes;
