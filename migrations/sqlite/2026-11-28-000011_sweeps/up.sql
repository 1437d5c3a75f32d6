-- When the last sweep was, by which the next one notices a clock that is wrong; `doubted_since`: since when the clock has
-- agreed with itself, while it is not believed. One row at most.
CREATE TABLE sweeps (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    last_at INTEGER NOT NULL,
    doubted_since INTEGER,
    unfinished INTEGER NOT NULL CHECK (unfinished IN (0, 1))
) STRICT;
