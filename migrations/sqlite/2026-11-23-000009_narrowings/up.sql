-- Servers keep copies of credentials. `narrowings` numbers what makes a copy worse than the row, without gaps;
-- a copy may be used if every narrowing up to `narrowing_position` has been applied to it. Triggers write both in
-- the transaction that narrows, whoever sends it. `mark` is random, and tells apart two histories that count alike,
-- as after a restore. The row 0 stands for the beginning.
CREATE TABLE narrowing_position (
    id INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
    number INTEGER NOT NULL,
    mark INTEGER NOT NULL
) STRICT;

CREATE TABLE narrowings (
    number INTEGER PRIMARY KEY NOT NULL,
    mark INTEGER NOT NULL,
    digest BLOB NOT NULL CHECK (length(digest) IN (0, 32))
) STRICT;

INSERT INTO narrowing_position (id, number, mark) VALUES (1, 0, random());
INSERT INTO narrowings (number, mark, digest) SELECT number, mark, x'' FROM narrowing_position;

CREATE TRIGGER api_key_secret_deleted AFTER DELETE ON api_key_secrets BEGIN
    UPDATE narrowing_position SET number = number + 1, mark = random();
    INSERT INTO narrowings (number, mark, digest)
        SELECT number, mark, OLD.digest FROM narrowing_position;
END;

CREATE TRIGGER api_key_secret_changed AFTER UPDATE OF digest, api_key_id, hint, ends_at ON api_key_secrets BEGIN
    UPDATE narrowing_position SET number = number + 1, mark = random();
    INSERT INTO narrowings (number, mark, digest)
        SELECT number, mark, OLD.digest FROM narrowing_position;
END;

-- What is written when a key was used is no narrowing: `last_used_at`, `last_used_ip` and `request_count`.
CREATE TRIGGER api_key_changed
AFTER UPDATE OF organization_id, name, environment, active, scopes, restricted, expires_at, created_by, updated_at,
    disabled_reason ON api_keys
WHEN OLD.organization_id IS NOT NEW.organization_id OR OLD.name IS NOT NEW.name
    OR OLD.environment IS NOT NEW.environment OR OLD.active IS NOT NEW.active OR OLD.scopes IS NOT NEW.scopes
    OR OLD.restricted IS NOT NEW.restricted OR OLD.expires_at IS NOT NEW.expires_at
    OR OLD.created_by IS NOT NEW.created_by OR OLD.updated_at IS NOT NEW.updated_at
    OR OLD.disabled_reason IS NOT NEW.disabled_reason
BEGIN
    INSERT INTO narrowings (number, mark, digest)
        SELECT number + row_number() OVER (), random(), digest
        FROM narrowing_position, api_key_secrets WHERE api_key_id = NEW.id;
    UPDATE narrowing_position SET (number, mark) =
        (SELECT number, mark FROM narrowings ORDER BY number DESC LIMIT 1);
END;

CREATE TRIGGER api_key_lost_inbox AFTER DELETE ON api_key_inboxes BEGIN
    INSERT INTO narrowings (number, mark, digest)
        SELECT number + row_number() OVER (), random(), digest
        FROM narrowing_position, api_key_secrets WHERE api_key_id = OLD.api_key_id;
    UPDATE narrowing_position SET (number, mark) =
        (SELECT number, mark FROM narrowings ORDER BY number DESC LIMIT 1);
END;

CREATE TRIGGER organization_changed AFTER UPDATE ON organizations BEGIN
    INSERT INTO narrowings (number, mark, digest)
        SELECT number + row_number() OVER (), random(), digest
        FROM narrowing_position, api_keys JOIN api_key_secrets ON api_key_id = api_keys.id
        WHERE organization_id = NEW.id;
    UPDATE narrowing_position SET (number, mark) =
        (SELECT number, mark FROM narrowings ORDER BY number DESC LIMIT 1);
END;

CREATE TRIGGER access_token_deleted AFTER DELETE ON access_tokens BEGIN
    UPDATE narrowing_position SET number = number + 1, mark = random();
    INSERT INTO narrowings (number, mark, digest)
        SELECT number, mark, OLD.digest FROM narrowing_position;
END;

CREATE TRIGGER access_token_changed AFTER UPDATE ON access_tokens BEGIN
    UPDATE narrowing_position SET number = number + 1, mark = random();
    INSERT INTO narrowings (number, mark, digest)
        SELECT number, mark, OLD.digest FROM narrowing_position;
END;

CREATE TRIGGER session_changed AFTER UPDATE OF user_id, expires_at ON sessions BEGIN
    INSERT INTO narrowings (number, mark, digest)
        SELECT number + row_number() OVER (), random(), digest
        FROM narrowing_position, access_tokens WHERE session_id = NEW.id;
    UPDATE narrowing_position SET (number, mark) =
        (SELECT number, mark FROM narrowings ORDER BY number DESC LIMIT 1);
END;

-- With foreign keys on, what belongs to a deleted row goes first, and has been noted. SQLite's own shell has them off.
CREATE TRIGGER api_key_deleted AFTER DELETE ON api_keys BEGIN
    INSERT INTO narrowings (number, mark, digest)
        SELECT number + row_number() OVER (), random(), digest
        FROM narrowing_position, api_key_secrets WHERE api_key_id = OLD.id;
    UPDATE narrowing_position SET (number, mark) =
        (SELECT number, mark FROM narrowings ORDER BY number DESC LIMIT 1);
END;

CREATE TRIGGER organization_deleted AFTER DELETE ON organizations BEGIN
    INSERT INTO narrowings (number, mark, digest)
        SELECT number + row_number() OVER (), random(), digest
        FROM narrowing_position, api_keys JOIN api_key_secrets ON api_key_id = api_keys.id
        WHERE organization_id = OLD.id;
    UPDATE narrowing_position SET (number, mark) =
        (SELECT number, mark FROM narrowings ORDER BY number DESC LIMIT 1);
END;

CREATE TRIGGER session_deleted AFTER DELETE ON sessions BEGIN
    INSERT INTO narrowings (number, mark, digest)
        SELECT number + row_number() OVER (), random(), digest
        FROM narrowing_position, access_tokens WHERE session_id = OLD.id;
    UPDATE narrowing_position SET (number, mark) =
        (SELECT number, mark FROM narrowings ORDER BY number DESC LIMIT 1);
END;

-- What REPLACE takes away fires no trigger of its own.
CREATE TRIGGER api_key_replaced BEFORE INSERT ON api_keys
WHEN EXISTS (SELECT 1 FROM api_keys WHERE id = NEW.id) BEGIN
    INSERT INTO narrowings (number, mark, digest)
        SELECT number + row_number() OVER (), random(), digest
        FROM narrowing_position, api_key_secrets WHERE api_key_id = NEW.id;
    UPDATE narrowing_position SET (number, mark) =
        (SELECT number, mark FROM narrowings ORDER BY number DESC LIMIT 1);
END;

CREATE TRIGGER api_key_secret_replaced BEFORE INSERT ON api_key_secrets
WHEN EXISTS (SELECT 1 FROM api_key_secrets WHERE digest = NEW.digest) BEGIN
    UPDATE narrowing_position SET number = number + 1, mark = random();
    INSERT INTO narrowings (number, mark, digest)
        SELECT number, mark, NEW.digest FROM narrowing_position;
END;

CREATE TRIGGER access_token_replaced BEFORE INSERT ON access_tokens
WHEN EXISTS (SELECT 1 FROM access_tokens WHERE digest = NEW.digest) BEGIN
    UPDATE narrowing_position SET number = number + 1, mark = random();
    INSERT INTO narrowings (number, mark, digest)
        SELECT number, mark, NEW.digest FROM narrowing_position;
END;
