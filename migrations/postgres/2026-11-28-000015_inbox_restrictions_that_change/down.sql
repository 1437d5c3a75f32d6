DROP TRIGGER api_key_inbox_changed ON api_key_inboxes;
