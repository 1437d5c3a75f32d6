-- Lines by or to one person, key or other thing.
CREATE INDEX audit_events_of_actor ON audit_events (actor_id, id) WHERE actor_id IS NOT NULL;
CREATE INDEX audit_events_of_target ON audit_events (target, id) WHERE target IS NOT NULL;
-- Enabled keys that end soon.
CREATE INDEX api_keys_by_end ON api_keys (organization_id, expires_at, id)
    WHERE active = 1 AND expires_at IS NOT NULL;
