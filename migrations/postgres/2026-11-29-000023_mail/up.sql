-- Mails that wait to be sent, kept in the transaction of what they tell. `due_at`: when to try next; while a server sends one, until
-- when that server has claimed it. `attempts` counts the claims. `content` is JSON, and holds no secret.
CREATE TABLE outgoing_mails (
    id TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    recipient TEXT NOT NULL,
    recipient_key TEXT NOT NULL,
    user_id TEXT COLLATE "C" REFERENCES users (id) ON DELETE CASCADE,
    content TEXT NOT NULL,
    queued_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX outgoing_mails_by_due ON outgoing_mails (due_at);
CREATE INDEX outgoing_mails_by_age ON outgoing_mails (queued_at);
CREATE INDEX outgoing_mails_by_user ON outgoing_mails (user_id, kind);

-- What mailed links give the right to, once. One user may have several: a mail that was sent twice brings two.
CREATE TABLE mail_links (
    digest BYTEA PRIMARY KEY NOT NULL CHECK (octet_length(digest) = 32),
    purpose TEXT NOT NULL,
    user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE INDEX mail_links_by_user ON mail_links (user_id, purpose);
CREATE INDEX mail_links_by_end ON mail_links (expires_at);
