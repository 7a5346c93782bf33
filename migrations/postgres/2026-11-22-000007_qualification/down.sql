DROP TABLE qualification_items;
