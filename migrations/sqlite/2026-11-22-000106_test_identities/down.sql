DROP TABLE test_identities;
