-- SQLite rewrites the triggers that name the tables.
ALTER TABLE narrowings RENAME TO credential_invalidations;
ALTER TABLE narrowing_position RENAME TO invalidation_head;
