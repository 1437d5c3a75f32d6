-- A restriction that is moved to another inbox, or to another key, takes an inbox away as a deleted one does.
CREATE CONSTRAINT TRIGGER api_key_inbox_changed AFTER UPDATE ON api_key_inboxes
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note_key_lost_inbox();
