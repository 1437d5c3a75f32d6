-- When the person of a session last proved who they are. NULL: at `created_at`.
ALTER TABLE sessions ADD COLUMN authenticated_at BIGINT;

-- Open invitations. A further one for an address takes the place of the one before; one that is used or ended is deleted.
CREATE TABLE invitations (
    id TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    organization_id TEXT COLLATE "C" NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    email TEXT NOT NULL,
    email_key TEXT COLLATE "C" NOT NULL,
    role TEXT NOT NULL,
    created_by TEXT COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    UNIQUE (organization_id, email_key)
);

CREATE INDEX invitations_by_organization ON invitations (organization_id, id);
CREATE INDEX invitations_by_maker ON invitations (created_by);
CREATE INDEX invitations_by_end ON invitations (expires_at);

-- What an invitation is accepted with: the token that was shown to its maker, and one for each mail that brought it.
CREATE TABLE invitation_tokens (
    digest BYTEA PRIMARY KEY NOT NULL CHECK (octet_length(digest) = 32),
    invitation_id TEXT COLLATE "C" NOT NULL REFERENCES invitations (id) ON DELETE CASCADE
);

CREATE INDEX invitation_tokens_by_invitation ON invitation_tokens (invitation_id);
