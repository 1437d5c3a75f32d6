-- The key of a run token that others than the key have done something to.
ALTER TABLE audit_events ADD COLUMN key_id TEXT;
CREATE INDEX audit_events_of_key ON audit_events (key_id, id) WHERE key_id IS NOT NULL;
