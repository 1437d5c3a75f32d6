use std::process;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::proxy::Proxy;
use crate::support::program::World;

/// A schema of its own on the server that all tests share, which goes with it.
pub(crate) struct Schema {
    server: String,
    name: String,
}

#[derive(QueryableByName)]
struct TextRow {
    #[diesel(sql_type = Text)]
    text: String,
}

impl Schema {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let schema = Self {
            server: server(),
            name: format!("sendook_server_test_{}_{number}", process::id()),
        };
        schema.execute(&format!("CREATE SCHEMA {}", schema.name));
        schema
    }

    /// The URL by which only the own schema is seen.
    pub(crate) fn url(&self) -> String {
        let separator = if self.server.contains('?') { '&' } else { '?' };
        let (server, name) = (&self.server, &self.name);
        format!("{server}{separator}options=-csearch_path%3D{name}&application_name={name}")
    }

    /// A way to the server that can be cut, and the URL by which it is gone.
    pub(crate) fn through_proxy(&self) -> (Proxy, String) {
        let address = "SELECT host(inet_server_addr()) || ':' || inet_server_port() AS text";
        let proxy = Proxy::to(self.texts(address)[0].parse().unwrap());
        let url = format!("{}&host=127.0.0.1&port={}", self.url(), proxy.port());
        (proxy, url)
    }

    /// A folder for programs that keep everything here.
    pub(crate) fn world(&self) -> World {
        World::on(&self.url())
    }

    /// The schema as another role sees it.
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

    pub(crate) fn count(&self, table: &str) -> usize {
        let count = self.texts(&format!("SELECT count(*)::text AS text FROM {table}"));
        count[0].parse().unwrap()
    }

    /// Waits until the programs of this schema have a connection of which this is true.
    pub(crate) fn wait_until(&self, condition: &str) {
        let query = format!(
            "SELECT pid::text AS text FROM pg_stat_activity WHERE application_name = '{}' \
             AND pid <> pg_backend_pid() AND {condition}",
            self.name
        );
        let mut connection = self.connect();
        let met = (0..1000).any(|_| {
            connection.batch_execute("SELECT pg_sleep(0.01)").unwrap();
            let rows: Vec<TextRow> = diesel::sql_query(&query).load(&mut connection).unwrap();
            !rows.is_empty()
        });
        assert!(met, "there is no connection of which {condition}");
    }
}

/// The server that the tests run on.
fn server() -> String {
    std::env::var_os("SENDOOK_TEST_POSTGRES")
        .expect("SENDOOK_TEST_POSTGRES must name a PostgreSQL server, as in postgres://user@localhost/test")
        .into_string()
        .expect("SENDOOK_TEST_POSTGRES is a URL")
}

impl Drop for Schema {
    fn drop(&mut self) {
        let statement = format!("DROP SCHEMA IF EXISTS {} CASCADE", self.name);
        let connection = PgConnection::establish(&self.url());
        let dropped = connection.map(|mut connection| connection.batch_execute(&statement));
        // After a failure the server may be gone, and a second panic would end all tests at once.
        if !thread::panicking() {
            dropped.unwrap().unwrap();
        }
    }
}
