-- Instants are microseconds since 1970-01-01T00:00:00Z. `email_key` is the form in which addresses are
-- compared; the application makes it, so that both databases agree on it. Ids sort by their bytes (`COLLATE
-- "C"`), as lists are paged by them.
CREATE TABLE users (
    id TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT COLLATE "C" NOT NULL CONSTRAINT users_email_key_unique UNIQUE,
    first_name TEXT NOT NULL,
    last_name TEXT,
    password_hash TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE organizations (
    id TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE memberships (
    organization_id TEXT COLLATE "C" NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (organization_id, user_id)
);

CREATE INDEX memberships_by_user ON memberships (user_id, organization_id);
