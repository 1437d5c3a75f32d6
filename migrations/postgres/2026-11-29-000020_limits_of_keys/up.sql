-- How many requests a key may make in how many seconds, and from which addresses, separated by spaces. NULL: no such limit.
ALTER TABLE api_keys ADD COLUMN rate_limit BIGINT;
ALTER TABLE api_keys ADD COLUMN rate_window_seconds BIGINT;
ALTER TABLE api_keys ADD COLUMN allowed_ips TEXT;

DROP TRIGGER api_key_changed ON api_keys;

-- What is written when a key was used invalidates nothing: `last_used_at`, `last_used_ip` and `request_count`.
CREATE CONSTRAINT TRIGGER api_key_changed
    AFTER UPDATE OF organization_id, name, environment, active, scopes, restricted, expires_at, created_by,
        updated_at, disabled_reason, rate_limit, rate_window_seconds, allowed_ips ON api_keys
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN ((OLD.organization_id, OLD.name, OLD.environment, OLD.active, OLD.scopes, OLD.restricted, OLD.expires_at,
            OLD.created_by, OLD.updated_at, OLD.disabled_reason, OLD.rate_limit, OLD.rate_window_seconds,
            OLD.allowed_ips)
        IS DISTINCT FROM
        (NEW.organization_id, NEW.name, NEW.environment, NEW.active, NEW.scopes, NEW.restricted, NEW.expires_at,
            NEW.created_by, NEW.updated_at, NEW.disabled_reason, NEW.rate_limit, NEW.rate_window_seconds,
            NEW.allowed_ips))
    EXECUTE FUNCTION invalidate_key();
