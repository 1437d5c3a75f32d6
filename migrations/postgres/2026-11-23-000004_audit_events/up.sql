-- No foreign keys: the trail outlives what it tells of.
CREATE TABLE audit_events (
    id TEXT COLLATE "C" PRIMARY KEY NOT NULL,
    at BIGINT NOT NULL,
    action TEXT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id TEXT COLLATE "C",
    organization_id TEXT COLLATE "C",
    user_id TEXT COLLATE "C",
    target TEXT COLLATE "C",
    ip TEXT,
    user_agent TEXT,
    request_id TEXT COLLATE "C"
);

CREATE INDEX audit_events_of_organization ON audit_events (organization_id, id)
    WHERE organization_id IS NOT NULL;
CREATE INDEX audit_events_of_user ON audit_events (user_id, id) WHERE user_id IS NOT NULL;
