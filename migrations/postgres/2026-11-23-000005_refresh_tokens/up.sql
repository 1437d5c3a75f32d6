-- Tokens of the session's current generation are unused. `generation_began_at` of a session that never was
-- refreshed is its `created_at`; sessions from before this step have no refresh token that could ask for it.
ALTER TABLE sessions ADD COLUMN generation BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN generation_began_at BIGINT NOT NULL DEFAULT 0;

CREATE INDEX sessions_by_end ON sessions (expires_at);
CREATE INDEX sessions_by_last_use ON sessions (last_used_at);

-- Used ones stay as long as their session, so that a second use is noticed.
CREATE TABLE refresh_tokens (
    digest BYTEA PRIMARY KEY NOT NULL CHECK (octet_length(digest) = 32),
    session_id TEXT COLLATE "C" NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    generation BIGINT NOT NULL
);

CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id);
