ALTER TABLE invalidation_head RENAME TO narrowing_position;
ALTER TABLE credential_invalidations RENAME TO narrowings;
