-- Credentials that API keys make for one task, for an hour at most. Each belongs to the secret that its key was presented with, and
-- goes with it; whether it still may what it was made for, the key says. `inbox_ids`, separated by spaces: it is restricted to these.
CREATE TABLE run_tokens (
    digest BLOB PRIMARY KEY NOT NULL CHECK (length(digest) = 32),
    id TEXT NOT NULL,
    secret_digest BLOB NOT NULL REFERENCES api_key_secrets (digest) ON DELETE CASCADE,
    label TEXT,
    scopes TEXT NOT NULL,
    inbox_ids TEXT,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX run_tokens_by_secret ON run_tokens (secret_digest, expires_at);
CREATE INDEX run_tokens_by_end ON run_tokens (expires_at);

-- A copy of a token is as good as the copies of it and of its key. What becomes of the key is noted for the key.
CREATE TRIGGER run_token_deleted AFTER DELETE ON run_tokens BEGIN
    UPDATE invalidation_head SET number = number + 1, mark = random();
    INSERT INTO credential_invalidations (number, mark, digest)
        SELECT number, mark, OLD.digest FROM invalidation_head;
END;

CREATE TRIGGER run_token_changed AFTER UPDATE ON run_tokens BEGIN
    UPDATE invalidation_head SET number = number + 1, mark = random();
    INSERT INTO credential_invalidations (number, mark, digest)
        SELECT number, mark, OLD.digest FROM invalidation_head;
END;

-- What REPLACE takes away fires no trigger of its own.
CREATE TRIGGER run_token_replaced BEFORE INSERT ON run_tokens
WHEN EXISTS (SELECT 1 FROM run_tokens WHERE digest = NEW.digest) BEGIN
    UPDATE invalidation_head SET number = number + 1, mark = random();
    INSERT INTO credential_invalidations (number, mark, digest)
        SELECT number, mark, NEW.digest FROM invalidation_head;
END;

-- The run token with which an API key did something.
ALTER TABLE audit_events ADD COLUMN run_token_id TEXT;
ALTER TABLE audit_events ADD COLUMN run_token_label TEXT;
