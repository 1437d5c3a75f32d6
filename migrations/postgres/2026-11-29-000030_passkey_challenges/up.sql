-- The challenges that passkeys are to sign, as digests, until they are answered. `purpose` says which of the columns after it are set.
CREATE TABLE passkey_challenges (
    digest BYTEA PRIMARY KEY NOT NULL CHECK (octet_length(digest) = 32),
    purpose TEXT NOT NULL,
    user_id TEXT COLLATE "C" REFERENCES users (id) ON DELETE CASCADE,
    session_id TEXT COLLATE "C",
    factor_id TEXT COLLATE "C",
    login_digest BYTEA CHECK (octet_length(login_digest) = 32),
    expires_at BIGINT NOT NULL
);

CREATE INDEX passkey_challenges_by_user ON passkey_challenges (user_id);
CREATE INDEX passkey_challenges_by_end ON passkey_challenges (expires_at);
