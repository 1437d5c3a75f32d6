use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use sendook_domain::entities::AuditEvent;
use sendook_domain::ports::{NewAccount, Store};
use sendook_domain::values::Id;
use sendook_persistence::{SqlStore, StoreOptions};
use sendook_testkit::contract::World;

use crate::opened;

/// A schema of its own, which goes with it.
pub(crate) struct PostgresWorld {
    server: String,
    schema: String,
}

#[derive(QueryableByName)]
struct TextRow {
    #[diesel(sql_type = Text)]
    text: String,
}

impl PostgresWorld {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let world = Self {
            server: server(),
            schema: format!("sendook_test_{}_{number}", process::id()),
        };
        world.execute(&format!("CREATE SCHEMA {}", world.schema));
        world
    }

    /// A database with one account.
    pub(crate) fn with_account() -> (Self, SqlStore, NewAccount) {
        let world = Self::new();
        let store = world.open();
        let account = opened(&store);
        (world, store, account)
    }

    /// The URL by which only the own schema is seen.
    pub(crate) fn url(&self) -> String {
        let separator = if self.server.contains('?') { '&' } else { '?' };
        let (server, schema) = (&self.server, &self.schema);
        // The name distinguishes the connections of this world from those of others.
        format!("{server}{separator}options=-csearch_path%3D{schema}&application_name={schema}")
    }

    pub(crate) fn open(&self) -> SqlStore {
        self.open_with(&StoreOptions::default())
    }

    /// A small pool, as the tests of many worlds share one server.
    pub(crate) fn open_with(&self, options: &StoreOptions) -> SqlStore {
        let options = StoreOptions {
            pool_size: 4,
            ..*options
        };
        SqlStore::open(&self.url(), &options).unwrap()
    }

    /// The schema through another connection.
    pub(crate) fn connect(&self) -> PgConnection {
        let connection = PgConnection::establish(&self.url());
        connection.expect("SENDOOK_TEST_POSTGRES names a server that answers")
    }

    pub(crate) fn execute(&self, statements: &str) {
        self.connect().batch_execute(statements).unwrap();
    }

    /// What a query finds in its column `text`.
    pub(crate) fn texts(&self, query: &str) -> Vec<String> {
        let rows: Vec<TextRow> = diesel::sql_query(query).load(&mut self.connect()).unwrap();
        rows.into_iter().map(|row| row.text).collect()
    }

    /// Cuts all connections of the store, as a restart of the server does; gives their number.
    pub(crate) fn cut_connections(&self) -> usize {
        let cut = self.texts(&format!(
            "SELECT pg_terminate_backend(pid)::text AS text FROM pg_stat_activity \
             WHERE application_name = '{}' AND pid <> pg_backend_pid()",
            self.schema
        ));
        cut.len()
    }

    /// Waits until this many connections of the store wait for a lock.
    pub(crate) fn wait_until_blocked(&self, wanted: usize) {
        let query = format!(
            "SELECT pid::text AS text FROM pg_stat_activity \
             WHERE application_name = '{}' AND wait_event_type = 'Lock'",
            self.schema
        );
        let mut connection = self.connect();
        let blocked = (0..1000).any(|_| {
            connection.batch_execute("SELECT pg_sleep(0.01)").unwrap();
            let rows: Vec<TextRow> = diesel::sql_query(&query).load(&mut connection).unwrap();
            rows.len() == wanted
        });
        assert!(blocked, "no connection waits for a lock");
    }
}

/// The server that the tests run on.
fn server() -> String {
    std::env::var_os("SENDOOK_TEST_POSTGRES")
        .expect("SENDOOK_TEST_POSTGRES must name a PostgreSQL server, as in postgres://user@localhost/test")
        .into_string()
        .expect("SENDOOK_TEST_POSTGRES is a URL")
}

impl Drop for PostgresWorld {
    fn drop(&mut self) {
        let statement = format!("DROP SCHEMA IF EXISTS {} CASCADE", self.schema);
        let connection = PgConnection::establish(&self.url());
        let dropped = connection.map(|mut connection| connection.batch_execute(&statement));
        // After a failure the server may be gone, and a second panic would end all tests at once.
        if !thread::panicking() {
            dropped.unwrap().unwrap();
        }
    }
}

impl World for PostgresWorld {
    fn store(&self) -> Arc<dyn Store> {
        Arc::new(self.open())
    }

    fn other_server(&self) -> Arc<dyn Store> {
        Arc::new(self.open())
    }

    fn audit_ids(&self) -> Vec<Id<AuditEvent>> {
        let ids = self.texts("SELECT id AS text FROM audit_events");
        ids.iter().map(|id| Id::parse(id).unwrap()).collect()
    }
}
