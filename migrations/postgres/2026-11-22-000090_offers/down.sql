DROP TABLE seat_departures;
DROP INDEX requests_ranked;
DROP TABLE seat_tenures;
DROP TABLE seat_offers;
ALTER TABLE experiments DROP COLUMN report_day;
DROP INDEX seats_request;
DROP INDEX seats_reserved;
ALTER TABLE seats DROP COLUMN reserved_until;
