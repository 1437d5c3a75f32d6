//! A database that keeps its connections and says nothing.

use crate::postgres::database_away::{assert_unavailable, wait_until_back};
use crate::postgres::schema::Schema;
use crate::support::client::{Client, text};
use crate::support::program::World;

#[test]
fn a_database_that_hangs_does_not_hang_its_clients() {
    let schema = Schema::new();
    let (proxy, url) = schema.through_proxy();
    let server = World::on(&url).start(&[("SENDOOK_DATABASE_POOL", "4")]);
    let client = Client::new(&server);
    let account = client.register("ada@example.com");
    let key = text(&account, "/apiKey/key");
    proxy.freeze();
    assert_unavailable(&client, key);
    assert_eq!(client.get("/health/ready", "").0, 503);
    // Every connection hangs by now, and the work on them stays behind.
    assert_unavailable(&client, key);
    proxy.mend();
    wait_until_back(&client, key);
    assert_eq!(client.log_in("ada@example.com").0, 200);
}
