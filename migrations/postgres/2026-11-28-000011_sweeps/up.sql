-- When the last sweep was, by which the next one notices a clock that is wrong; `doubted_since`: since when the clock has
-- agreed with itself, while it is not believed. One row at most.
CREATE TABLE sweeps (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    last_at BIGINT NOT NULL,
    doubted_since BIGINT,
    unfinished BOOLEAN NOT NULL
);

-- A time of last use moves back only where it came from a clock that was ahead: without use, the session then ends earlier.
CREATE CONSTRAINT TRIGGER session_use_moved_back AFTER UPDATE OF last_used_at ON sessions
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.last_used_at < OLD.last_used_at)
    EXECUTE FUNCTION note_session_narrowed();
