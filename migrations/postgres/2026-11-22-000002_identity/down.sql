DROP TABLE sessions;
DROP TABLE account_tokens;
DROP TABLE recovery_codes;
DROP TABLE account_roles;
DROP TABLE accounts;
