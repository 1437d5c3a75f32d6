-- Answers to requests with an idempotency key, each kept in the transaction of what it tells. `id` and `fingerprint` are derived from
-- the key, and `sealed` is encrypted under it; the key itself is not kept.
CREATE TABLE remembered_answers (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 32),
    fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),
    status INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX remembered_answers_by_age ON remembered_answers (created_at);
