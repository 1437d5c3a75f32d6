-- Tokens of the session's current generation are unused. `generation_began_at` of a session that never was
-- refreshed is its `created_at`; sessions from before this step have no refresh token that could ask for it.
ALTER TABLE sessions ADD COLUMN generation INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN generation_began_at INTEGER NOT NULL DEFAULT 0;

CREATE INDEX sessions_by_end ON sessions (expires_at);
CREATE INDEX sessions_by_last_use ON sessions (last_used_at);

-- Used ones stay as long as their session, so that a second use is noticed.
CREATE TABLE refresh_tokens (
    digest BLOB PRIMARY KEY NOT NULL CHECK (length(digest) = 32),
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    generation INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id);
