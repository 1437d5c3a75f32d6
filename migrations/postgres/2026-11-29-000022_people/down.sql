DROP TABLE invitation_tokens;
DROP TABLE invitations;
ALTER TABLE sessions DROP COLUMN authenticated_at;
