-- Lines about what was done with one run token.
CREATE INDEX audit_events_of_run_token ON audit_events (run_token_id, id) WHERE run_token_id IS NOT NULL;
