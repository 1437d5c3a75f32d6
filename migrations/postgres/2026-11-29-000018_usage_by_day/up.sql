-- How many requests there were on each day; `day` counts from 1970-01-01 in UTC. Those of an organization stay when one of
-- its keys is deleted. This table comes first, as whoever opens an account locks organizations before keys, too.
CREATE TABLE organization_usage (
    organization_id TEXT COLLATE "C" NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    day BIGINT NOT NULL,
    requests BIGINT NOT NULL,
    PRIMARY KEY (organization_id, day)
);

CREATE TABLE api_key_usage (
    api_key_id TEXT COLLATE "C" NOT NULL REFERENCES api_keys (id) ON DELETE CASCADE,
    day BIGINT NOT NULL,
    requests BIGINT NOT NULL,
    PRIMARY KEY (api_key_id, day)
);

-- For the sweep of old days.
CREATE INDEX organization_usage_by_day ON organization_usage (day);
CREATE INDEX api_key_usage_by_day ON api_key_usage (day);
