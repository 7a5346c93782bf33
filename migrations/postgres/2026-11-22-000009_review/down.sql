DROP TABLE dossier_reads;
DROP TABLE decision_proposals;
DROP TABLE review_settings;
