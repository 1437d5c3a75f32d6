-- Lists of keys are filtered within one organization, which has few of them: `api_keys_by_organization` finds
-- those, and no index by what they are filtered by would be worth its writes.
ALTER TABLE api_keys ADD COLUMN disabled_reason TEXT;
ALTER TABLE api_keys ADD COLUMN last_used_ip TEXT;
ALTER TABLE api_keys ADD COLUMN request_count BIGINT NOT NULL DEFAULT 0;

ALTER TABLE api_key_secrets ADD COLUMN last_used_at BIGINT;

ALTER TABLE audit_events ADD COLUMN detail TEXT;
