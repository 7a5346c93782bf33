DROP INDEX requests_decided;
DROP TABLE contact_confirmations;
DROP TABLE url_checks;
