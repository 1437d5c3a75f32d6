-- All at once: a cascade that locks them in another order would wait for us, and we for it.
LOCK TABLE organizations, sessions, api_keys, access_tokens, api_key_secrets, api_key_inboxes
    IN SHARE ROW EXCLUSIVE MODE;

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

-- Another server that takes over may lack the last writes; it started at another time.
CREATE FUNCTION server_started() RETURNS BIGINT LANGUAGE sql STABLE AS $$
    SELECT (extract(epoch FROM pg_postmaster_start_time()) * 1000000)::bigint
$$;

INSERT INTO narrowing_position (id, number, mark) VALUES (1, 0, narrowing_mark());
INSERT INTO narrowings (number, mark, digest) SELECT number, mark, '' FROM narrowing_position;

-- The lock on the row of the position is held to the end of the transaction, so that numbers are in the order of
-- the commits; a sequence would not be. Whoever notes several credentials takes the lock first, and looks for them in
-- a statement after that: what was added meanwhile is then seen too, and what is added later waits.
CREATE FUNCTION lock_narrowings() RETURNS VOID LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path FROM CURRENT
AS $$
    SELECT 1 FROM narrowing_position WHERE id = 1 FOR UPDATE
$$;

CREATE FUNCTION note_narrowings(narrowed BYTEA[]) RETURNS VOID
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    WITH noted AS (
        INSERT INTO narrowings (number, mark, digest)
        SELECT reached.number + place, narrowing_mark(), one.digest
        FROM narrowing_position AS reached, unnest(narrowed) WITH ORDINALITY AS one (digest, place)
        WHERE reached.id = 1
        RETURNING narrowings.number, narrowings.mark
    )
    UPDATE narrowing_position AS reached SET number = last.number, mark = last.mark
    FROM (SELECT noted.number, noted.mark FROM noted ORDER BY noted.number DESC LIMIT 1) AS last
    WHERE reached.id = 1;
END
$$;

CREATE FUNCTION note_row_narrowed() RETURNS TRIGGER
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM lock_narrowings();
    PERFORM note_narrowings(ARRAY[OLD.digest]);
    RETURN NULL;
END
$$;

CREATE FUNCTION note_key_narrowed() RETURNS TRIGGER
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM lock_narrowings();
    PERFORM note_narrowings(array_agg(digest)) FROM api_key_secrets WHERE api_key_id = OLD.id;
    RETURN NULL;
END
$$;

CREATE FUNCTION note_key_lost_inbox() RETURNS TRIGGER
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM lock_narrowings();
    PERFORM note_narrowings(array_agg(digest)) FROM api_key_secrets WHERE api_key_id = OLD.api_key_id;
    RETURN NULL;
END
$$;

CREATE FUNCTION note_organization_changed() RETURNS TRIGGER
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM lock_narrowings();
    PERFORM note_narrowings(array_agg(digest))
        FROM api_keys JOIN api_key_secrets ON api_key_id = api_keys.id WHERE organization_id = OLD.id;
    RETURN NULL;
END
$$;

CREATE FUNCTION note_session_narrowed() RETURNS TRIGGER
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM lock_narrowings();
    PERFORM note_narrowings(array_agg(digest)) FROM access_tokens WHERE session_id = OLD.id;
    RETURN NULL;
END
$$;

-- A secret that is added while its organization is renamed, say, waits until that is done.
CREATE FUNCTION wait_for_narrowings() RETURNS TRIGGER
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM 1 FROM narrowing_position WHERE id = 1 FOR SHARE;
    RETURN NULL;
END
$$;

-- Nobody knows what is gone: a number without a row makes everybody start afresh.
CREATE FUNCTION note_gap() RETURNS TRIGGER
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE narrowing_position SET number = number + 1, mark = narrowing_mark() WHERE id = 1;
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
CREATE CONSTRAINT TRIGGER api_key_secret_added AFTER INSERT ON api_key_secrets
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait_for_narrowings();

CREATE TRIGGER api_key_secrets_truncated AFTER TRUNCATE ON api_key_secrets EXECUTE FUNCTION note_gap();
CREATE TRIGGER api_key_inboxes_truncated AFTER TRUNCATE ON api_key_inboxes EXECUTE FUNCTION note_gap();
CREATE TRIGGER access_tokens_truncated AFTER TRUNCATE ON access_tokens EXECUTE FUNCTION note_gap();
