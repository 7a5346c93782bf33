DROP TABLE qualification_reports;
DROP TABLE qualification_files;
DROP TABLE qualification_items;
