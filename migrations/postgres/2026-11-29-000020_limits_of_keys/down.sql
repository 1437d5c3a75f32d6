DROP TRIGGER api_key_changed ON api_keys;

CREATE CONSTRAINT TRIGGER api_key_changed
    AFTER UPDATE OF organization_id, name, environment, active, scopes, restricted, expires_at, created_by,
        updated_at, disabled_reason ON api_keys
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN ((OLD.organization_id, OLD.name, OLD.environment, OLD.active, OLD.scopes, OLD.restricted, OLD.expires_at,
            OLD.created_by, OLD.updated_at, OLD.disabled_reason)
        IS DISTINCT FROM
        (NEW.organization_id, NEW.name, NEW.environment, NEW.active, NEW.scopes, NEW.restricted, NEW.expires_at,
            NEW.created_by, NEW.updated_at, NEW.disabled_reason))
    EXECUTE FUNCTION invalidate_key();

ALTER TABLE api_keys DROP COLUMN allowed_ips;
ALTER TABLE api_keys DROP COLUMN rate_window_seconds;
ALTER TABLE api_keys DROP COLUMN rate_limit;
