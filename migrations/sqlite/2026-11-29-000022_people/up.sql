-- When the person of a session last proved who they are. NULL: at `created_at`.
ALTER TABLE sessions ADD COLUMN authenticated_at INTEGER;

-- Open invitations. A further one for an address takes the place of the one before; one that is used or ended is deleted.
CREATE TABLE invitations (
    id TEXT PRIMARY KEY NOT NULL,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    role TEXT NOT NULL,
    created_by TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    UNIQUE (organization_id, email_key)
) STRICT;

CREATE INDEX invitations_by_organization ON invitations (organization_id, id);
CREATE INDEX invitations_by_maker ON invitations (created_by);
CREATE INDEX invitations_by_end ON invitations (expires_at);

-- What an invitation is accepted with: the token that was shown to its maker, and one for each mail that brought it.
CREATE TABLE invitation_tokens (
    digest BLOB PRIMARY KEY NOT NULL CHECK (length(digest) = 32),
    invitation_id TEXT NOT NULL REFERENCES invitations (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX invitation_tokens_by_invitation ON invitation_tokens (invitation_id);
