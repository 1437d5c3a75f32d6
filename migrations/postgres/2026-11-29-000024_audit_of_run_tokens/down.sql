DROP INDEX audit_events_of_run_token;
