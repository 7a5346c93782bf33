DROP TABLE sirene_imports;
DROP TABLE sirene_establishments;
DROP TABLE sirene_units;
DROP TABLE registry_answers;
ALTER TABLE organisations DROP COLUMN registry_checked_at;
ALTER TABLE organisations DROP COLUMN registry_finding;
