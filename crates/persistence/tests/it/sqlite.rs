//! SQLite: the whole contract, and the database that the other tests stand on.

use std::path::PathBuf;
use std::sync::Arc;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use sendook_domain::entities::AuditEvent;
use sendook_domain::ports::{NewAccount, Store};
use sendook_domain::values::Id;
use sendook_persistence::{SqlStore, StoreOptions};
use sendook_testkit::contract::World;
use tempfile::TempDir;

use crate::opened;

sendook_testkit::contract_tests!(make);

/// A database file of its own, which goes with it.
pub(crate) struct SqliteWorld {
    folder: TempDir,
}

fn make() -> SqliteWorld {
    SqliteWorld::new()
}

#[derive(QueryableByName)]
struct TextRow {
    #[diesel(sql_type = Text)]
    text: String,
}

impl SqliteWorld {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// A database with one account.
    pub(crate) fn with_account() -> (Self, SqlStore, NewAccount) {
        let world = Self::new();
        let store = world.open();
        let account = opened(&store);
        (world, store, account)
    }

    pub(crate) fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    pub(crate) fn path(&self) -> String {
        let path = self.folder.path().join("sendook.db");
        path.to_str().unwrap().to_owned()
    }

    pub(crate) fn url(&self) -> String {
        format!("sqlite://{}", self.path())
    }

    pub(crate) fn open(&self) -> SqlStore {
        SqlStore::open(&self.url(), &StoreOptions::default()).unwrap()
    }

    /// The file through another connection.
    pub(crate) fn connect(&self) -> SqliteConnection {
        let mut connection = SqliteConnection::establish(&self.path()).unwrap();
        let wait = "PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON;";
        connection.batch_execute(wait).unwrap();
        connection
    }

    pub(crate) fn execute(&self, statements: &str) {
        self.connect().batch_execute(statements).unwrap();
    }

    /// What a query finds in its column `text`.
    pub(crate) fn texts(&self, query: &str) -> Vec<String> {
        let rows: Vec<TextRow> = diesel::sql_query(query).load(&mut self.connect()).unwrap();
        rows.into_iter().map(|row| row.text).collect()
    }

    /// The names of the tables of what we keep: not those of invalidations and sweeps, which tell the history of one
    /// database, and start over in another.
    pub(crate) fn tables(&self) -> Vec<String> {
        self.texts(
            "SELECT name AS text FROM sqlite_schema WHERE type = 'table' \
             AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%invalidation%' AND name <> 'sweeps' AND name NOT LIKE '\\_\\_%' ESCAPE '\\' ORDER BY name",
        )
    }

    /// How many rows there are in each table that has any.
    pub(crate) fn rows(&self) -> Vec<(String, String)> {
        let count = |table: &String| {
            let query = format!("SELECT CAST(count(*) AS TEXT) AS text FROM {table}");
            self.texts(&query).pop().unwrap()
        };
        let tables = self.tables().into_iter();
        let counted = tables.map(|table| (table.clone(), count(&table)));
        counted.filter(|(_, count)| count != "0").collect()
    }
}

impl World for SqliteWorld {
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
