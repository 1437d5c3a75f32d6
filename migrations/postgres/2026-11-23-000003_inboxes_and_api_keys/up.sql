CREATE TABLE inboxes (
    id TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    organization_id TEXT COLLATE "C" NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    name TEXT,
    email TEXT NOT NULL,
    email_key TEXT COLLATE "C" NOT NULL CONSTRAINT inboxes_email_key_unique UNIQUE,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE INDEX inboxes_by_organization ON inboxes (organization_id, id);

-- `restricted` says that `api_key_inboxes` counts. It stays true when the last of those rows goes: such a
-- key reaches nothing, rather than everything.
CREATE TABLE api_keys (
    id TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    organization_id TEXT COLLATE "C" NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    environment TEXT NOT NULL,
    active BOOLEAN NOT NULL,
    scopes TEXT NOT NULL,
    restricted BOOLEAN NOT NULL,
    expires_at BIGINT,
    created_by TEXT COLLATE "C" REFERENCES users (id) ON DELETE SET NULL,
    last_used_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE INDEX api_keys_by_organization ON api_keys (organization_id, id);
CREATE INDEX api_keys_by_creator ON api_keys (created_by) WHERE created_by IS NOT NULL;

-- A key has two secrets while it is rotated.
CREATE TABLE api_key_secrets (
    digest BYTEA PRIMARY KEY NOT NULL CHECK (octet_length(digest) = 32),
    api_key_id TEXT COLLATE "C" NOT NULL REFERENCES api_keys (id) ON DELETE CASCADE,
    hint TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    ends_at BIGINT
);

CREATE INDEX api_key_secrets_by_key ON api_key_secrets (api_key_id);

CREATE TABLE api_key_inboxes (
    api_key_id TEXT COLLATE "C" NOT NULL REFERENCES api_keys (id) ON DELETE CASCADE,
    inbox_id TEXT COLLATE "C" NOT NULL REFERENCES inboxes (id) ON DELETE CASCADE,
    PRIMARY KEY (api_key_id, inbox_id)
);

CREATE INDEX api_key_inboxes_by_inbox ON api_key_inboxes (inbox_id);
