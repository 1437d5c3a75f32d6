DROP TRIGGER session_use_moved_back ON sessions;
DROP TABLE sweeps;
