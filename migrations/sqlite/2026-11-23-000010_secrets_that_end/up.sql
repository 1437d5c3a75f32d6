-- Few keys are being rotated at a time: whether one is costs a look into a small index at each check of a key.
CREATE INDEX api_key_secrets_that_end ON api_key_secrets (api_key_id) WHERE ends_at IS NOT NULL;
