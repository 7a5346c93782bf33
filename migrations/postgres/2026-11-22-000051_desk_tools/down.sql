DROP TABLE queue_preferences;
DROP TABLE queue_views;
DROP TABLE queue_tags;
DROP TABLE tags;
