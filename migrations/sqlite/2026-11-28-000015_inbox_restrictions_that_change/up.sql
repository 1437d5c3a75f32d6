-- A restriction that is moved to another inbox, or to another key, takes an inbox away as a deleted one does.
CREATE TRIGGER api_key_inbox_changed AFTER UPDATE ON api_key_inboxes BEGIN
    INSERT INTO narrowings (number, mark, digest)
        SELECT number + row_number() OVER (), random(), digest
        FROM narrowing_position, api_key_secrets WHERE api_key_id = OLD.api_key_id;
    UPDATE narrowing_position SET (number, mark) =
        (SELECT number, mark FROM narrowings ORDER BY number DESC LIMIT 1);
END;
