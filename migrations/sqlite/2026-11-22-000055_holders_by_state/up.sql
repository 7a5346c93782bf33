-- PostgreSQL alone keeps such statistics.
SELECT 1;
