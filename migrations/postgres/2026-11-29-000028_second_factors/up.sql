-- What people prove who they are by beside their password. NULL as `confirmed_at`: offered only, and counts for nothing. `secret` is, of
-- an authenticator app, its secret, sealed under a key that is not in the database; of a passkey, its public credential. `counter` is, of
-- an app, the last time step that was accepted; of a passkey, its signature counter.
CREATE TABLE factors (
    id TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    confirmed_at BIGINT,
    last_used_at BIGINT,
    secret BYTEA NOT NULL,
    counter BIGINT NOT NULL,
    credential_id BYTEA UNIQUE
);

CREATE INDEX factors_by_user ON factors (user_id, id);
CREATE INDEX factors_offered ON factors (created_at) WHERE confirmed_at IS NULL;

-- Digests of recovery codes. One that was used stays, with its time, until the person has new ones made.
CREATE TABLE recovery_codes (
    user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    digest BYTEA NOT NULL CHECK (octet_length(digest) = 32),
    used_at BIGINT,
    PRIMARY KEY (user_id, digest)
);

-- Logins whose password was right, and that wait for the second factor.
CREATE TABLE second_factor_logins (
    digest BYTEA PRIMARY KEY NOT NULL CHECK (octet_length(digest) = 32),
    user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    expires_at BIGINT NOT NULL
);

CREATE INDEX second_factor_logins_by_user ON second_factor_logins (user_id);
CREATE INDEX second_factor_logins_by_end ON second_factor_logins (expires_at);

ALTER TABLE organizations ADD COLUMN requires_second_factor BOOLEAN NOT NULL DEFAULT FALSE;
