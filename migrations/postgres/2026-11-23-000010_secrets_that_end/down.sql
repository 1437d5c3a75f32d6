DROP INDEX api_key_secrets_that_end;
