DROP TRIGGER api_key_changed;

CREATE TRIGGER api_key_changed
AFTER UPDATE OF organization_id, name, environment, active, scopes, restricted, expires_at, created_by, updated_at,
    disabled_reason ON api_keys
WHEN OLD.organization_id IS NOT NEW.organization_id OR OLD.name IS NOT NEW.name
    OR OLD.environment IS NOT NEW.environment OR OLD.active IS NOT NEW.active OR OLD.scopes IS NOT NEW.scopes
    OR OLD.restricted IS NOT NEW.restricted OR OLD.expires_at IS NOT NEW.expires_at
    OR OLD.created_by IS NOT NEW.created_by OR OLD.updated_at IS NOT NEW.updated_at
    OR OLD.disabled_reason IS NOT NEW.disabled_reason
BEGIN
    INSERT INTO credential_invalidations (number, mark, digest)
        SELECT number + row_number() OVER (), random(), digest
        FROM invalidation_head, api_key_secrets WHERE api_key_id = NEW.id;
    UPDATE invalidation_head SET (number, mark) =
        (SELECT number, mark FROM credential_invalidations ORDER BY number DESC LIMIT 1);
END;

ALTER TABLE api_keys DROP COLUMN allowed_ips;
ALTER TABLE api_keys DROP COLUMN rate_window_seconds;
ALTER TABLE api_keys DROP COLUMN rate_limit;
