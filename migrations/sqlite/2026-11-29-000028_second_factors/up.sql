-- What people prove who they are by beside their password. NULL as `confirmed_at`: offered only, and counts for nothing. `secret` is, of
-- an authenticator app, its secret, sealed under a key that is not in the database; of a passkey, its public credential. `counter` is, of
-- an app, the last time step that was accepted; of a passkey, its signature counter.
CREATE TABLE factors (
    id TEXT PRIMARY KEY NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    confirmed_at INTEGER,
    last_used_at INTEGER,
    secret BLOB NOT NULL,
    counter INTEGER NOT NULL,
    credential_id BLOB UNIQUE
) STRICT;

CREATE INDEX factors_by_user ON factors (user_id, id);
CREATE INDEX factors_offered ON factors (created_at) WHERE confirmed_at IS NULL;

-- Digests of recovery codes. One that was used stays, with its time, until the person has new ones made.
CREATE TABLE recovery_codes (
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    used_at INTEGER,
    PRIMARY KEY (user_id, digest)
) STRICT, WITHOUT ROWID;

-- Logins whose password was right, and that wait for the second factor.
CREATE TABLE second_factor_logins (
    digest BLOB PRIMARY KEY NOT NULL CHECK (length(digest) = 32),
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX second_factor_logins_by_user ON second_factor_logins (user_id);
CREATE INDEX second_factor_logins_by_end ON second_factor_logins (expires_at);

ALTER TABLE organizations ADD COLUMN requires_second_factor INTEGER NOT NULL DEFAULT 0 CHECK (requires_second_factor IN (0, 1));
