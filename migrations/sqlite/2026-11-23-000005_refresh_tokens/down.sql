DROP TABLE refresh_tokens;
DROP INDEX sessions_by_last_use;
DROP INDEX sessions_by_end;
ALTER TABLE sessions DROP COLUMN generation_began_at;
ALTER TABLE sessions DROP COLUMN generation;
