//! The database file of a program, as another process with SQLite sees it.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary};

use crate::support::program::World;

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

#[derive(QueryableByName)]
struct Value {
    #[diesel(sql_type = Binary)]
    value: Vec<u8>,
}

pub(crate) fn connect(world: &World) -> SqliteConnection {
    let mut connection = SqliteConnection::establish(world.database().to_str().unwrap()).unwrap();
    let patient = "PRAGMA busy_timeout = 5000";
    connection.batch_execute(patient).unwrap();
    connection
}

/// What a query finds in its column `number`.
pub(crate) fn number(connection: &mut SqliteConnection, query: &str) -> i64 {
    let found = diesel::sql_query(query).get_result::<Number>(connection);
    found.unwrap().number
}

/// What a query finds in its column `value`.
pub(crate) fn blob(connection: &mut SqliteConnection, query: &str) -> Vec<u8> {
    let found = diesel::sql_query(query).get_result::<Value>(connection);
    found.unwrap().value
}

/// How many rows there are.
pub(crate) fn count(connection: &mut SqliteConnection, rows: &str) -> i64 {
    number(
        connection,
        &format!("SELECT count(*) AS number FROM {rows}"),
    )
}
