DROP TABLE support_posts;
DROP TABLE support_threads;
