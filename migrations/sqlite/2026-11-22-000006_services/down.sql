DROP TABLE client_versions;
DROP TABLE clients;
DROP TABLE service_invitations;
DROP TABLE service_members;
DROP TABLE service_steps;
DROP TABLE services;
