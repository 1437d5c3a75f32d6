DROP TABLE api_key_usage;
DROP TABLE organization_usage;
