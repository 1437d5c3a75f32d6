-- The challenges that passkeys are to sign, as digests, until they are answered. `purpose` says which of the columns after it are set.
CREATE TABLE passkey_challenges (
    digest BLOB PRIMARY KEY NOT NULL CHECK (length(digest) = 32),
    purpose TEXT NOT NULL,
    user_id TEXT REFERENCES users (id) ON DELETE CASCADE,
    session_id TEXT,
    factor_id TEXT,
    login_digest BLOB CHECK (length(login_digest) = 32),
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX passkey_challenges_by_user ON passkey_challenges (user_id);
CREATE INDEX passkey_challenges_by_end ON passkey_challenges (expires_at);
