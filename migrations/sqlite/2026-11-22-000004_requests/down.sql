DROP TABLE documents;
DROP TABLE habilitations;
DROP TABLE request_decisions;
DROP TABLE request_versions;
DROP TABLE request_terms;
DROP TABLE requests;
