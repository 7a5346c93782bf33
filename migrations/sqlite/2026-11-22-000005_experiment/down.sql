DROP TABLE experiment_changes;
DROP TABLE seats;
DROP TABLE experiment_sectors;
DROP TABLE experiments;
