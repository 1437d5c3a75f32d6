-- Credentials that API keys make for one task, for an hour at most. Each belongs to the secret that its key was presented with, and
-- goes with it; whether it still may what it was made for, the key says. `inbox_ids`, separated by spaces: it is restricted to these.
CREATE TABLE run_tokens (
    digest BYTEA PRIMARY KEY NOT NULL CHECK (octet_length(digest) = 32),
    id TEXT COLLATE "C" NOT NULL,
    secret_digest BYTEA NOT NULL REFERENCES api_key_secrets (digest) ON DELETE CASCADE,
    label TEXT,
    scopes TEXT NOT NULL,
    inbox_ids TEXT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE INDEX run_tokens_by_secret ON run_tokens (secret_digest, expires_at);
CREATE INDEX run_tokens_by_end ON run_tokens (expires_at);

-- A copy of a token is as good as the copies of it and of its key. What becomes of the key is noted for the key.
CREATE CONSTRAINT TRIGGER run_token_deleted AFTER DELETE ON run_tokens
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION invalidate_row();
CREATE CONSTRAINT TRIGGER run_token_changed AFTER UPDATE ON run_tokens
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION invalidate_row();
CREATE TRIGGER run_tokens_truncated AFTER TRUNCATE ON run_tokens EXECUTE FUNCTION note_gap();

-- The run token with which an API key did something.
ALTER TABLE audit_events ADD COLUMN run_token_id TEXT;
ALTER TABLE audit_events ADD COLUMN run_token_label TEXT;
