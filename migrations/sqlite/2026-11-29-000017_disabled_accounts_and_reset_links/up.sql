ALTER TABLE users ADD COLUMN disabled_at INTEGER;
ALTER TABLE users ADD COLUMN email_verified_at INTEGER;

-- The right to set a new password once, by a link. A further link takes the place of the one before.
CREATE TABLE password_resets (
    user_id TEXT PRIMARY KEY NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
    expires_at INTEGER NOT NULL
) STRICT;

CREATE INDEX password_resets_by_end ON password_resets (expires_at);
