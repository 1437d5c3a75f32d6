-- How many requests there were on each day; `day` counts from 1970-01-01 in UTC. Those of an organization stay when one of
-- its keys is deleted.
CREATE TABLE organization_usage (
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    day INTEGER NOT NULL,
    requests INTEGER NOT NULL,
    PRIMARY KEY (organization_id, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE api_key_usage (
    api_key_id TEXT NOT NULL REFERENCES api_keys (id) ON DELETE CASCADE,
    day INTEGER NOT NULL,
    requests INTEGER NOT NULL,
    PRIMARY KEY (api_key_id, day)
) STRICT, WITHOUT ROWID;

-- For the sweep of old days.
CREATE INDEX organization_usage_by_day ON organization_usage (day);
CREATE INDEX api_key_usage_by_day ON api_key_usage (day);
