CREATE TABLE inboxes (
    id TEXT PRIMARY KEY NOT NULL,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    name TEXT,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE INDEX inboxes_by_organization ON inboxes (organization_id, id);

-- `restricted` says that `api_key_inboxes` counts. It stays true when the last of those rows goes: such a
-- key reaches nothing, rather than everything.
CREATE TABLE api_keys (
    id TEXT PRIMARY KEY NOT NULL,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    environment TEXT NOT NULL,
    active INTEGER NOT NULL CHECK (active IN (0, 1)),
    scopes TEXT NOT NULL,
    restricted INTEGER NOT NULL CHECK (restricted IN (0, 1)),
    expires_at INTEGER,
    created_by TEXT REFERENCES users (id) ON DELETE SET NULL,
    last_used_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX api_keys_by_organization ON api_keys (organization_id, id);
CREATE INDEX api_keys_by_creator ON api_keys (created_by) WHERE created_by IS NOT NULL;

-- A key has two secrets while it is rotated. Keyed by the digest and without a rowid, a secret is found in
-- one descent.
CREATE TABLE api_key_secrets (
    digest BLOB PRIMARY KEY NOT NULL CHECK (length(digest) = 32),
    api_key_id TEXT NOT NULL REFERENCES api_keys (id) ON DELETE CASCADE,
    hint TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    ends_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX api_key_secrets_by_key ON api_key_secrets (api_key_id);

CREATE TABLE api_key_inboxes (
    api_key_id TEXT NOT NULL REFERENCES api_keys (id) ON DELETE CASCADE,
    inbox_id TEXT NOT NULL REFERENCES inboxes (id) ON DELETE CASCADE,
    PRIMARY KEY (api_key_id, inbox_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX api_key_inboxes_by_inbox ON api_key_inboxes (inbox_id);
