ALTER TABLE users ADD COLUMN disabled_at BIGINT;
ALTER TABLE users ADD COLUMN email_verified_at BIGINT;

-- The right to set a new password once, by a link. A further link takes the place of the one before.
CREATE TABLE password_resets (
    user_id TEXT COLLATE "C" PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    digest BYTEA NOT NULL UNIQUE CHECK (octet_length(digest) = 32),
    expires_at BIGINT NOT NULL
);

CREATE INDEX password_resets_by_end ON password_resets (expires_at);
