-- Mails that wait to be sent, kept in the transaction of what they tell. `due_at`: when to try next; while a server sends one, until
-- when that server has claimed it. `attempts` counts the claims. `content` is JSON, and holds no secret.
CREATE TABLE outgoing_mails (
    id TEXT PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    recipient TEXT NOT NULL,
    recipient_key TEXT NOT NULL,
    user_id TEXT REFERENCES users (id) ON DELETE CASCADE,
    content TEXT NOT NULL,
    queued_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX outgoing_mails_by_due ON outgoing_mails (due_at);
CREATE INDEX outgoing_mails_by_age ON outgoing_mails (queued_at);
CREATE INDEX outgoing_mails_by_user ON outgoing_mails (user_id, kind);

-- What mailed links give the right to, once. One user may have several: a mail that was sent twice brings two.
CREATE TABLE mail_links (
    digest BLOB PRIMARY KEY NOT NULL CHECK (length(digest) = 32),
    purpose TEXT NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX mail_links_by_user ON mail_links (user_id, purpose);
CREATE INDEX mail_links_by_end ON mail_links (expires_at);
