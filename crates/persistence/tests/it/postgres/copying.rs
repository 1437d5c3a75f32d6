//! Moving everything to and from a server.

use sendook_persistence::CopyError;

use super::PostgresWorld;
use crate::chain;
use crate::copying::{AUDITED, assert_kept, copy, fill, fill_trail};
use crate::sqlite::SqliteWorld;

/// The tables that are copied, as [`SqliteWorld::tables`] has them.
fn tables(world: &PostgresWorld) -> Vec<String> {
    world.texts(
        "SELECT tablename::text AS text FROM pg_tables \
         WHERE schemaname = current_schema() AND tablename NOT LIKE '%invalidation%' AND tablename <> 'sweeps' AND tablename NOT LIKE '\\_\\_%' ORDER BY tablename",
    )
}

/// How many rows there are in all tables together.
fn rows(world: &PostgresWorld) -> u64 {
    let count = |table: &String| -> u64 {
        let counted = world.texts(&format!("SELECT count(*)::text AS text FROM {table}"));
        counted[0].parse().unwrap()
    };
    tables(world).iter().map(count).sum()
}

#[test]
fn everything_moves_from_a_file_to_a_server_and_back() {
    let (file, server, back) = (SqliteWorld::new(), PostgresWorld::new(), SqliteWorld::new());
    let store = file.open();
    let kept = fill(&store);
    fill_trail(&file);
    let there = copy(&file.url(), &server.url()).unwrap();
    assert_eq!(
        there.iter().map(|table| table.rows).sum::<u64>(),
        rows(&server)
    );
    assert!(rows(&server) > AUDITED);
    assert_kept(&store, &server.open(), &kept);
    assert_eq!(copy(&server.url(), &back.url()).unwrap(), there);
    assert_eq!(back.rows(), file.rows());
    assert_kept(&store, &back.open(), &kept);
}

#[test]
fn the_tables_are_those_of_the_schema() {
    let (server, other) = (PostgresWorld::new(), PostgresWorld::new());
    drop(server.open());
    let copied = copy(&server.url(), &other.url()).unwrap();
    let mut copied: Vec<_> = copied.iter().map(|table| table.name).collect();
    copied.sort_unstable();
    assert_eq!(copied, tables(&other));
}

#[test]
fn a_copy_that_differs_is_not_kept() {
    for meddle in ["NEW.first_name := 'Eve'; RETURN NEW", "RETURN NULL"] {
        let (here, there) = (SqliteWorld::new(), PostgresWorld::new());
        fill(&here.open());
        drop(there.open());
        there.execute(&format!(
            "CREATE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN {meddle}; END $$; \
             CREATE TRIGGER meddle BEFORE INSERT ON users \
             FOR EACH ROW EXECUTE FUNCTION meddle()"
        ));
        let error = copy(&here.url(), &there.url()).unwrap_err();
        assert!(
            matches!(
                error,
                CopyError::Different {
                    table: "users",
                    same: 0
                }
            ),
            "{error}"
        );
        assert_eq!(rows(&there), 0);
    }
}

#[test]
fn a_server_that_holds_anything_is_refused_and_left_as_it_was() {
    let (here, there) = (SqliteWorld::new(), PostgresWorld::new());
    fill(&here.open());
    fill(&there.open());
    let before = rows(&there);
    let error = copy(&here.url(), &there.url()).unwrap_err();
    assert!(
        matches!(error, CopyError::TargetNotEmpty("users")),
        "{error}"
    );
    assert_eq!(rows(&there), before);
}

#[test]
fn a_server_is_not_copied_into_itself() {
    let world = PostgresWorld::new();
    drop(world.open());
    let error = copy(&world.url(), &world.url()).unwrap_err();
    let chain = chain(&error);
    assert!(chain.contains("lock timeout"), "{chain}");
}
