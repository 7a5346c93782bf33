DROP TABLE organisation_invitations;
DROP TABLE membership_requests;
DROP TABLE memberships;
DROP TABLE organisations;
