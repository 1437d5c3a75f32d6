-- Servers keep copies of credentials. `narrowings` numbers what makes a copy worse than the row, without gaps;
-- a copy may be used if every narrowing up to `narrowing_position` has been applied to it. Triggers write both in
-- the transaction that narrows, whoever sends it. `mark` is random, and tells apart two histories that count alike,
-- as after a restore or a failover. The row 0 stands for the beginning.
CREATE TABLE narrowing_position (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    number BIGINT NOT NULL,
    mark BIGINT NOT NULL
);

CREATE TABLE narrowings (
    number BIGINT PRIMARY KEY,
    mark BIGINT NOT NULL,
    digest BYTEA NOT NULL CHECK (octet_length(digest) IN (0, 32))
);

CREATE FUNCTION narrowing_mark() RETURNS BIGINT LANGUAGE sql VOLATILE AS $$
    SELECT ('x' || left(replace(gen_random_uuid()::text, '-', ''), 16))::bit(64)::bigint
$$;

INSERT INTO narrowing_position (id, number, mark) VALUES (1, 0, narrowing_mark());
INSERT INTO narrowings (number, mark, digest) SELECT number, mark, '' FROM narrowing_position;

-- The lock on the row of the position is held to the end of the transaction, so that numbers are in the order of
-- the commits; a sequence would not be.
CREATE FUNCTION note_narrowing(narrowed BYTEA) RETURNS VOID LANGUAGE plpgsql AS $$
BEGIN
    WITH next AS (
        UPDATE narrowing_position SET number = number + 1, mark = narrowing_mark() WHERE id = 1 RETURNING number, mark
    )
    INSERT INTO narrowings (number, mark, digest) SELECT number, mark, narrowed FROM next;
END
$$;

CREATE FUNCTION note_row_narrowed() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    PERFORM note_narrowing(OLD.digest);
    RETURN NULL;
END
$$;

CREATE FUNCTION note_key_narrowed() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    PERFORM note_narrowing(digest) FROM api_key_secrets WHERE api_key_id = OLD.id;
    RETURN NULL;
END
$$;

CREATE FUNCTION note_key_lost_inbox() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    PERFORM note_narrowing(digest) FROM api_key_secrets WHERE api_key_id = OLD.api_key_id;
    RETURN NULL;
END
$$;

CREATE FUNCTION note_organization_changed() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    PERFORM note_narrowing(digest)
        FROM api_keys JOIN api_key_secrets ON api_key_id = api_keys.id WHERE organization_id = OLD.id;
    RETURN NULL;
END
$$;

CREATE FUNCTION note_session_narrowed() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    PERFORM note_narrowing(digest) FROM access_tokens WHERE session_id = OLD.id;
    RETURN NULL;
END
$$;

-- Deferred to the commit: the lock is the last one that a transaction takes, so that two transactions cannot wait
-- for each other because of it, and it is held for as long as a commit takes.
CREATE CONSTRAINT TRIGGER api_key_secret_deleted AFTER DELETE ON api_key_secrets
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note_row_narrowed();
CREATE CONSTRAINT TRIGGER api_key_secret_changed AFTER UPDATE OF digest, api_key_id, hint, ends_at ON api_key_secrets
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note_row_narrowed();

-- What is written when a key was used is no narrowing: `last_used_at`, `last_used_ip` and `request_count`.
CREATE CONSTRAINT TRIGGER api_key_changed
    AFTER UPDATE OF organization_id, name, environment, active, scopes, restricted, expires_at, created_by,
        updated_at, disabled_reason ON api_keys
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN ((OLD.organization_id, OLD.name, OLD.environment, OLD.active, OLD.scopes, OLD.restricted, OLD.expires_at,
            OLD.created_by, OLD.updated_at, OLD.disabled_reason)
        IS DISTINCT FROM
        (NEW.organization_id, NEW.name, NEW.environment, NEW.active, NEW.scopes, NEW.restricted, NEW.expires_at,
            NEW.created_by, NEW.updated_at, NEW.disabled_reason))
    EXECUTE FUNCTION note_key_narrowed();
CREATE CONSTRAINT TRIGGER api_key_lost_inbox AFTER DELETE ON api_key_inboxes
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note_key_lost_inbox();
CREATE CONSTRAINT TRIGGER organization_changed AFTER UPDATE ON organizations
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note_organization_changed();
CREATE CONSTRAINT TRIGGER access_token_deleted AFTER DELETE ON access_tokens
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note_row_narrowed();
CREATE CONSTRAINT TRIGGER access_token_changed AFTER UPDATE ON access_tokens
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note_row_narrowed();
CREATE CONSTRAINT TRIGGER session_changed AFTER UPDATE OF user_id, expires_at ON sessions
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note_session_narrowed();
