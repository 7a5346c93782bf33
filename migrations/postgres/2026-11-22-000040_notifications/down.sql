DROP TABLE digest_rounds;
DROP TABLE mail_preferences;
DROP TABLE notifications;
