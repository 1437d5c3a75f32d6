ALTER TABLE audit_events DROP COLUMN run_token_label;
ALTER TABLE audit_events DROP COLUMN run_token_id;
DROP TABLE run_tokens;
