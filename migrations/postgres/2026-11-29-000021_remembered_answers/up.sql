-- Answers to requests with an idempotency key, each kept in the transaction of what it tells. `id` and `fingerprint` are derived from
-- the key, and `sealed` is encrypted under it; the key itself is not kept.
CREATE TABLE remembered_answers (
    id BYTEA PRIMARY KEY NOT NULL CHECK (octet_length(id) = 32),
    fingerprint BYTEA NOT NULL CHECK (octet_length(fingerprint) = 32),
    status BIGINT NOT NULL,
    sealed BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE INDEX remembered_answers_by_age ON remembered_answers (created_at);
