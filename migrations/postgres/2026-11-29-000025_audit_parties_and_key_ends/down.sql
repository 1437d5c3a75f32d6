DROP INDEX api_keys_by_end;
DROP INDEX audit_events_of_target;
DROP INDEX audit_events_of_actor;
