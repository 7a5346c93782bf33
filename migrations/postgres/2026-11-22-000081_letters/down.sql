DROP TABLE support_letter_posts;
DROP TABLE support_letters;
