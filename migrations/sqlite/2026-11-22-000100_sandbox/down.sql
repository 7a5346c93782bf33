DROP TABLE sandbox_assertions;
DROP TABLE sandbox_flows;
DROP TABLE sandbox_sessions;
DROP TABLE sandbox_keys;
