DROP INDEX requests_siren_filed;
