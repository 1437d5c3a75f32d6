-- All at once: a cascade that locks them in another order would wait for us, and we for it.
LOCK TABLE users, organizations, sessions, api_keys IN ACCESS EXCLUSIVE MODE;

-- On what people have logged in lately, as digests. The empty `device`, without a time, stands for the devices of a person being
-- remembered at all: until it is there, none is news to them.
CREATE TABLE known_devices (
    user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    device BYTEA NOT NULL CHECK (octet_length(device) IN (0, 32)),
    seen_at BIGINT,
    PRIMARY KEY (user_id, device)
);

CREATE INDEX known_devices_by_age ON known_devices (seen_at) WHERE seen_at IS NOT NULL;

-- The last day in UTC, in days since 1970-01-01, on which an organization was told which of its keys end soon.
CREATE TABLE key_end_notices (
    organization_id TEXT COLLATE "C" PRIMARY KEY NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    told_on BIGINT NOT NULL
);

CREATE INDEX api_keys_by_next_end ON api_keys (expires_at, id) WHERE active AND expires_at IS NOT NULL;

-- When a session of the person that has ended was last used.
ALTER TABLE users ADD COLUMN last_active_at BIGINT;

CREATE FUNCTION note_session_seen() RETURNS TRIGGER
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE users SET last_active_at = greatest(last_active_at, ended.last_used_at)
        FROM (SELECT user_id, max(last_used_at) AS last_used_at FROM ended_sessions GROUP BY user_id) AS ended
        WHERE users.id = ended.user_id;
    RETURN NULL;
END
$$;

CREATE TRIGGER session_seen AFTER DELETE ON sessions
    REFERENCING OLD TABLE AS ended_sessions
    FOR EACH STATEMENT EXECUTE FUNCTION note_session_seen();
