DROP TRIGGER session_seen ON sessions;
DROP FUNCTION note_session_seen;
ALTER TABLE users DROP COLUMN last_active_at;
DROP INDEX api_keys_by_next_end;
DROP TABLE key_end_notices;
DROP TABLE known_devices;
