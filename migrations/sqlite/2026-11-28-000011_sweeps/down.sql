DROP TRIGGER session_use_moved_back;
DROP TABLE sweeps;
