ALTER TABLE sessions DROP COLUMN generation_used_at;
ALTER TABLE sessions DROP COLUMN generation_user_agent;
ALTER TABLE sessions DROP COLUMN generation_ip;
