DROP TABLE sandbox_demos;
