DROP TRIGGER api_key_inbox_changed;
