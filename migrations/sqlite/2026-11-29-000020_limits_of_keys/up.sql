-- How many requests a key may make in how many seconds, and from which addresses, separated by spaces. NULL: no such limit.
ALTER TABLE api_keys ADD COLUMN rate_limit INTEGER;
ALTER TABLE api_keys ADD COLUMN rate_window_seconds INTEGER;
ALTER TABLE api_keys ADD COLUMN allowed_ips TEXT;

DROP TRIGGER api_key_changed;

-- What is written when a key was used invalidates nothing: `last_used_at`, `last_used_ip` and `request_count`.
CREATE TRIGGER api_key_changed
AFTER UPDATE OF organization_id, name, environment, active, scopes, restricted, expires_at, created_by, updated_at,
    disabled_reason, rate_limit, rate_window_seconds, allowed_ips ON api_keys
WHEN OLD.organization_id IS NOT NEW.organization_id OR OLD.name IS NOT NEW.name
    OR OLD.environment IS NOT NEW.environment OR OLD.active IS NOT NEW.active OR OLD.scopes IS NOT NEW.scopes
    OR OLD.restricted IS NOT NEW.restricted OR OLD.expires_at IS NOT NEW.expires_at
    OR OLD.created_by IS NOT NEW.created_by OR OLD.updated_at IS NOT NEW.updated_at
    OR OLD.disabled_reason IS NOT NEW.disabled_reason OR OLD.rate_limit IS NOT NEW.rate_limit
    OR OLD.rate_window_seconds IS NOT NEW.rate_window_seconds OR OLD.allowed_ips IS NOT NEW.allowed_ips
BEGIN
    INSERT INTO credential_invalidations (number, mark, digest)
        SELECT number + row_number() OVER (), random(), digest
        FROM invalidation_head, api_key_secrets WHERE api_key_id = NEW.id;
    UPDATE invalidation_head SET (number, mark) =
        (SELECT number, mark FROM credential_invalidations ORDER BY number DESC LIMIT 1);
END;
