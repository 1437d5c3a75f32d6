-- No foreign keys: the trail outlives what it tells of.
CREATE TABLE audit_events (
    id TEXT PRIMARY KEY NOT NULL,
    at INTEGER NOT NULL,
    action TEXT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id TEXT,
    organization_id TEXT,
    user_id TEXT,
    target TEXT,
    ip TEXT,
    user_agent TEXT,
    request_id TEXT
) STRICT;

CREATE INDEX audit_events_of_organization ON audit_events (organization_id, id)
    WHERE organization_id IS NOT NULL;
CREATE INDEX audit_events_of_user ON audit_events (user_id, id) WHERE user_id IS NOT NULL;
