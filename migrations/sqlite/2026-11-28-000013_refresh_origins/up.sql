-- What the refresh that began the current generation came from, and when the session had last been used then. Sessions from
-- before this step have neither: a lost answer of theirs is forgiven for the first minute alone.
ALTER TABLE sessions ADD COLUMN generation_ip TEXT;
ALTER TABLE sessions ADD COLUMN generation_user_agent TEXT;
ALTER TABLE sessions ADD COLUMN generation_used_at INTEGER NOT NULL DEFAULT 0;
