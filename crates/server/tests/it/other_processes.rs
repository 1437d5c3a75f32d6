//! What other processes do with the database of a server that serves.

use diesel::connection::SimpleConnection as _;

use crate::support::client::text;
use crate::support::program::World;
use crate::support::sqlite;

/// The last one that closes an SQLite database removes what its connections share. Who is the last is told by locks, which the
/// server must not lose by opening and closing the file itself.
#[test]
fn another_process_may_open_the_database_and_close_it() {
    let (world, _server, client) = World::serving(&[]);
    let account = client.register("ada@example.com");
    for number in 0..2 {
        let mut other = sqlite::connect(&world);
        let change = "UPDATE sessions SET authenticated_at = 0";
        other.batch_execute(change).unwrap();
        drop(other);
        let key = text(&account, "/apiKey/key");
        assert_eq!(client.get("/v1/whoami", key).0, 200);
        client.register(&format!("grace.{number}@example.com"));
    }
}
