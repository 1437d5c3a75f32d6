-- The key that made a key. No reference: it stays when the maker is deleted, as that is when one asks what a key has made.
ALTER TABLE api_keys ADD COLUMN created_by_key TEXT;
