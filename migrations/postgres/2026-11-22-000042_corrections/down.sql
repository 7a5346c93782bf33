DROP TABLE request_corrections;
