-- When the last sweep was, by which the next one notices a clock that is wrong; `doubted_since`: since when the clock has
-- agreed with itself, while it is not believed. One row at most.
CREATE TABLE sweeps (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    last_at INTEGER NOT NULL,
    doubted_since INTEGER,
    unfinished INTEGER NOT NULL CHECK (unfinished IN (0, 1))
) STRICT;

-- A time of last use moves back only where it came from a clock that was ahead: without use, the session then ends earlier.
CREATE TRIGGER session_use_moved_back AFTER UPDATE OF last_used_at ON sessions
WHEN NEW.last_used_at < OLD.last_used_at BEGIN
    INSERT INTO narrowings (number, mark, digest)
        SELECT number + row_number() OVER (), random(), digest
        FROM narrowing_position, access_tokens WHERE session_id = OLD.id;
    UPDATE narrowing_position SET (number, mark) =
        (SELECT number, mark FROM narrowings ORDER BY number DESC LIMIT 1);
END;
