ALTER TABLE audit_events DROP COLUMN detail;
ALTER TABLE api_key_secrets DROP COLUMN last_used_at;
ALTER TABLE api_keys DROP COLUMN request_count;
ALTER TABLE api_keys DROP COLUMN last_used_ip;
ALTER TABLE api_keys DROP COLUMN disabled_reason;
