DROP TABLE request_recusals;
DROP TABLE reviewer_absences;
ALTER TABLE review_settings DROP COLUMN assigns;
