DROP TABLE service_rights;
DROP TABLE request_shares;
DROP TABLE request_transfers;
DROP TABLE request_withdrawals;
DROP INDEX documents_storage;
ALTER TABLE requests DROP COLUMN members_may;
ALTER TABLE habilitations DROP COLUMN replaced_by;
DROP INDEX requests_one_open_amendment;
ALTER TABLE requests DROP COLUMN amends;
