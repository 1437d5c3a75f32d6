ALTER TABLE credential_invalidations RENAME TO narrowings;
ALTER TABLE invalidation_head RENAME TO narrowing_position;

ALTER FUNCTION invalidation_mark() RENAME TO narrowing_mark;
ALTER FUNCTION lock_invalidations() RENAME TO lock_narrowings;
ALTER FUNCTION wait_for_invalidations() RENAME TO wait_for_narrowings;
ALTER FUNCTION record_invalidations(BYTEA[]) RENAME TO note_narrowings;
ALTER FUNCTION invalidate_row() RENAME TO note_row_narrowed;
ALTER FUNCTION invalidate_key() RENAME TO note_key_narrowed;
ALTER FUNCTION invalidate_session() RENAME TO note_session_narrowed;

DO $$
DECLARE
    definition TEXT;
    names TEXT[][] := ARRAY[
        ['credential_invalidations', 'narrowings'],
        ['invalidation_head', 'narrowing_position'],
        ['invalidation_mark', 'narrowing_mark'],
        ['lock_invalidations', 'lock_narrowings'],
        ['record_invalidations', 'note_narrowings']
    ];
BEGIN
    FOR definition IN
        SELECT pg_get_functiondef(oid) FROM pg_proc
        WHERE pronamespace = current_schema()::regnamespace AND prosrc LIKE '%invalidation%'
    LOOP
        FOR i IN 1 .. array_length(names, 1) LOOP
            definition := replace(definition, names[i][1], names[i][2]);
        END LOOP;
        EXECUTE definition;
    END LOOP;
END
$$;
