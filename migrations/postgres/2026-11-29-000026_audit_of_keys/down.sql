DROP INDEX audit_events_of_key;
ALTER TABLE audit_events DROP COLUMN key_id;
