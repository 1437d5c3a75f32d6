use std::num::NonZeroU32;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use diesel::connection::{Connection as _, InstrumentationEvent as Event, SimpleConnection as _};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use tempfile::TempDir;

use super::*;
use crate::connection::Purpose;
use crate::location::Location;
use crate::options::StoreOptions;
use crate::sqlite;

/// What `refers` to nothing fails at the commit. 13 ends the transaction behind the writer's back, as SQLite itself does when
/// the disk is full.
const TABLES: &str = "CREATE TABLE kept (number INTEGER PRIMARY KEY); \
     CREATE TABLE refers (number INTEGER REFERENCES kept DEFERRABLE INITIALLY DEFERRED); \
     CREATE TRIGGER ends BEFORE INSERT ON kept WHEN new.number = 13 \
     BEGIN SELECT RAISE(ROLLBACK, 'database or disk is full'); END";

type Work = fn(&mut SqlConnection) -> SqlResult<()>;

/// A writer on a file of its own.
struct World {
    writer: Writer,
    commits: Arc<AtomicUsize>,
    savepoints: Arc<AtomicUsize>,
    folder: TempDir,
}

#[derive(QueryableByName)]
struct Kept {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = path(&folder);
        let options = StoreOptions::default();
        sqlite::prepare(&path, options.busy_timeout).unwrap();
        let connector = Connector::new(&Location::Sqlite(path), options, Purpose::Write);
        let writer = Writer::open(connector, options.busy_timeout).unwrap();
        let tables = writer.write(|connection| Ok(connection.batch_execute(TABLES)?));
        tables.unwrap();
        let world = Self {
            writer,
            commits: Arc::default(),
            savepoints: Arc::default(),
            folder,
        };
        let (commits, savepoints) = (world.commits.clone(), world.savepoints.clone());
        let count = move |event: Event<'_>| match event {
            Event::CommitTransaction { depth, .. } if depth == NonZeroU32::MIN => {
                commits.fetch_add(1, Ordering::SeqCst);
            }
            Event::BeginTransaction { depth, .. } if depth > NonZeroU32::MIN => {
                savepoints.fetch_add(1, Ordering::SeqCst);
            }
            _ => {}
        };
        world
            .writer
            .turn
            .lock()
            .connection
            .set_instrumentation(count);
        world
    }

    fn commits(&self) -> usize {
        self.commits.load(Ordering::SeqCst)
    }

    /// What another process finds.
    fn kept(&self) -> Vec<i64> {
        let mut connection = SqliteConnection::establish(&path(&self.folder)).unwrap();
        let rows = diesel::sql_query("SELECT number FROM kept ORDER BY number");
        let rows: Vec<Kept> = rows.load(&mut connection).unwrap();
        rows.into_iter().map(|row| row.number).collect()
    }

    /// Opens a transaction that keeps 1, lets these writes join it one after the other, and commits it. Returns the outcome
    /// of the commit and of each write; a write that panicked has none.
    fn commit_with<const N: usize>(
        &self,
        works: [Work; N],
    ) -> (Outcome, [Option<SqlResult<()>>; N]) {
        let mut turn = self.writer.turn.lock();
        begun(&mut turn.connection, Kind::Write, put::<1>).unwrap();
        turn.joined = Some(Vec::new());
        drop(turn);
        thread::scope(|scope| {
            let writes = works.map(|work| {
                let before = self.joined();
                let write = scope.spawn(move || self.writer.write(work));
                while self.joined() == before && !write.is_finished() {
                    thread::yield_now();
                }
                write
            });
            let (kept, waiting) = (self.kept(), self.joined());
            let answered = writes.iter().filter(|write| write.is_finished()).count();
            let outcome = settle(self.writer.turn.lock());
            let writes = writes.map(|write| write.join().ok());
            assert!(kept.is_empty(), "before the commit");
            let panicked = writes.iter().filter(|write| write.is_none()).count();
            assert_eq!(
                (answered, waiting),
                (panicked, N - panicked),
                "before the commit"
            );
            (outcome, writes)
        })
    }

    fn joined(&self) -> usize {
        self.writer.turn.lock().joined.as_ref().map_or(0, Vec::len)
    }
}

fn path(folder: &TempDir) -> String {
    folder.path().join("file.db").display().to_string()
}

fn put<const NUMBER: i64>(connection: &mut SqlConnection) -> SqlResult<()> {
    Ok(connection.batch_execute(&format!("INSERT INTO kept VALUES ({NUMBER})"))?)
}

fn refer_to_what_is_missing(connection: &mut SqlConnection) -> SqlResult<()> {
    Ok(connection.batch_execute("INSERT INTO refers VALUES (99)")?)
}

fn put_2_and_panic(connection: &mut SqlConnection) -> SqlResult<()> {
    put::<2>(connection)?;
    panic!("on purpose")
}

fn put_2_and_1_again(connection: &mut SqlConnection) -> SqlResult<()> {
    put::<2>(connection)?;
    put::<1>(connection)
}

fn failed_with(done: Option<&SqlResult<()>>, message: &str) -> bool {
    matches!(done, Some(Err(error)) if error.says(message))
}

#[test]
fn a_write_that_nobody_waits_behind_has_a_commit_of_its_own_and_no_savepoint() {
    let world = World::new();
    world.writer.write(put::<1>).unwrap();
    world.writer.write(put::<1>).unwrap_err();
    world.writer.write(put::<2>).unwrap();
    assert_eq!(world.kept(), [1, 2]);
    assert_eq!(world.commits(), 2);
    assert_eq!(world.savepoints.load(Ordering::SeqCst), 0);
}

#[test]
fn writes_that_wait_share_one_commit_and_none_is_answered_before_it() {
    let world = World::new();
    let (outcome, writes) = world.commit_with([put::<2>, put::<3>]);
    assert!(outcome.is_ok());
    assert!(writes.iter().all(|done| matches!(done, Some(Ok(())))));
    assert_eq!(world.kept(), [1, 2, 3]);
    assert_eq!(world.commits(), 1);
}

#[test]
fn one_that_fails_is_undone_alone_and_learns_its_own_error() {
    let world = World::new();
    let (outcome, writes) = world.commit_with([put_2_and_1_again, put::<3>]);
    assert!(outcome.is_ok());
    let [failed, other] = writes;
    assert!(failed_with(failed.as_ref(), "UNIQUE constraint failed"));
    assert!(matches!(other, Some(Ok(()))));
    assert_eq!(world.kept(), [1, 3]);
    assert_eq!(world.commits(), 1);
}

#[test]
fn one_that_panics_is_undone_alone() {
    let world = World::new();
    let (outcome, writes) = world.commit_with([put_2_and_panic, put::<3>]);
    assert!(outcome.is_ok());
    assert!(matches!(writes, [None, Some(Ok(()))]));
    assert_eq!(world.kept(), [1, 3]);
}

/// One that failed by itself may have failed by what is undone now.
#[test]
fn where_the_commit_fails_all_learn_that_and_nothing_is_kept() {
    let world = World::new();
    let works: [Work; 3] = [put::<2>, refer_to_what_is_missing, put::<1>];
    let (outcome, writes) = world.commit_with(works);
    assert!(outcome.is_err());
    for done in &writes {
        let message = "FOREIGN KEY constraint failed";
        assert!(failed_with(done.as_ref(), message), "{done:?}");
    }
    assert!(world.kept().is_empty());
    world.writer.write(put::<1>).unwrap();
    assert_eq!(world.kept(), [1]);
}

#[test]
fn where_the_transaction_was_lost_all_learn_that_and_the_next_write_has_a_new_connection() {
    let world = World::new();
    let (outcome, writes) = world.commit_with([put::<2>, put::<13>, put::<3>]);
    assert!(outcome.is_err());
    assert!(writes.iter().all(|done| matches!(done, Some(Err(_)))));
    assert!(world.kept().is_empty());
    world.writer.write(put::<2>).unwrap();
    assert_eq!(world.kept(), [2]);
}

#[test]
fn of_many_writes_at_once_none_is_lost_and_they_take_fewer_commits() {
    let world = World::new();
    let put = |number: i64| {
        world.writer.write(|connection| {
            // Others come while it has its turn.
            thread::yield_now();
            let put = format!("INSERT INTO kept VALUES ({number})");
            Ok(connection.batch_execute(&put)?)
        })
    };
    thread::scope(|scope| {
        for thread in 0..8 {
            scope.spawn(move || (100..120).for_each(|number| put(100 * thread + number).unwrap()));
        }
    });
    assert_eq!(world.kept().len(), 160);
    assert!(world.commits() < 160, "{}", world.commits());
}
