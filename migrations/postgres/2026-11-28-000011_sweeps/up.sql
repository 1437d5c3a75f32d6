-- When the last sweep was, by which the next one notices a clock that is wrong; `doubted_since`: since when the clock has
-- agreed with itself, while it is not believed. One row at most.
CREATE TABLE sweeps (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    last_at BIGINT NOT NULL,
    doubted_since BIGINT,
    unfinished BOOLEAN NOT NULL
);
