ALTER TABLE narrowings RENAME TO credential_invalidations;
ALTER TABLE narrowing_position RENAME TO invalidation_head;

ALTER FUNCTION narrowing_mark() RENAME TO invalidation_mark;
ALTER FUNCTION lock_narrowings() RENAME TO lock_invalidations;
ALTER FUNCTION wait_for_narrowings() RENAME TO wait_for_invalidations;
ALTER FUNCTION note_narrowings(BYTEA[]) RENAME TO record_invalidations;
ALTER FUNCTION note_row_narrowed() RENAME TO invalidate_row;
ALTER FUNCTION note_key_narrowed() RENAME TO invalidate_key;
ALTER FUNCTION note_session_narrowed() RENAME TO invalidate_session;

-- Unlike triggers of SQLite, the text of a function still has the old names.
DO $$
DECLARE
    definition TEXT;
    names TEXT[][] := ARRAY[
        ['narrowing_position', 'invalidation_head'],
        ['narrowing_mark', 'invalidation_mark'],
        ['lock_narrowings', 'lock_invalidations'],
        ['note_narrowings', 'record_invalidations'],
        ['narrowings', 'credential_invalidations']
    ];
BEGIN
    FOR definition IN
        SELECT pg_get_functiondef(oid) FROM pg_proc
        WHERE pronamespace = current_schema()::regnamespace AND prosrc LIKE '%narrowing%'
    LOOP
        FOR i IN 1 .. array_length(names, 1) LOOP
            definition := replace(definition, names[i][1], names[i][2]);
        END LOOP;
        EXECUTE definition;
    END LOOP;
END
$$;
