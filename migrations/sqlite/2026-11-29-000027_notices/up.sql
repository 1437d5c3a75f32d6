-- On what people have logged in lately, as digests. The empty `device`, without a time, stands for the devices of a person being
-- remembered at all: until it is there, none is news to them.
CREATE TABLE known_devices (
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    device BLOB NOT NULL CHECK (length(device) IN (0, 32)),
    seen_at INTEGER,
    PRIMARY KEY (user_id, device)
) STRICT, WITHOUT ROWID;

CREATE INDEX known_devices_by_age ON known_devices (seen_at) WHERE seen_at IS NOT NULL;

-- The last day in UTC, in days since 1970-01-01, on which an organization was told which of its keys end soon.
CREATE TABLE key_end_notices (
    organization_id TEXT PRIMARY KEY NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    told_on INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX api_keys_by_next_end ON api_keys (expires_at, id) WHERE active = 1 AND expires_at IS NOT NULL;

-- When a session of the person that has ended was last used.
ALTER TABLE users ADD COLUMN last_active_at INTEGER;

CREATE TRIGGER session_seen AFTER DELETE ON sessions BEGIN
    UPDATE users SET last_active_at = OLD.last_used_at
        WHERE id = OLD.user_id AND coalesce(last_active_at, 0) < OLD.last_used_at;
END;
