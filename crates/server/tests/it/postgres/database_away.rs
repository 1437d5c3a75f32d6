//! The database goes away or is busy: an answer comes in time, and service resumes by itself.

use std::thread;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use serde_json::json;

use crate::postgres::schema::Schema;
use crate::support::client::{Client, text};
use crate::support::program::World;

/// No answer may take longer. The half second is the machine's, which runs other tests.
pub(crate) const IN_TIME: Duration = Duration::from_millis(5500);

/// After this long, service must be back.
pub(crate) const BACK: Duration = Duration::from_secs(10);

/// Reads and writes, and sees that each is refused in time; the process is alive meanwhile.
pub(crate) fn assert_unavailable(client: &Client, key: &str) {
    let refused = |ask: &dyn Fn() -> (u16, serde_json::Value)| {
        let begun = Instant::now();
        let (status, body) = ask();
        assert_eq!(
            (status, text(&body, "/code")),
            (503, "unavailable"),
            "{body}"
        );
        assert!(begun.elapsed() < IN_TIME, "{:?}", begun.elapsed());
    };
    thread::scope(|scope| {
        scope.spawn(|| refused(&|| client.get("/v1/whoami", key)));
        scope.spawn(|| refused(&|| client.post("/v1/inboxes", key, &json!({}))));
        scope.spawn(|| refused(&|| client.log_in("ada@example.com")));
        scope.spawn(|| refused(&|| client.try_register("eve@example.com").unwrap()));
        assert_eq!(client.retry_after("/v1/whoami", key).as_deref(), Some("1"));
        let begun = Instant::now();
        assert_eq!(client.get("/health", "").0, 200);
        assert!(begun.elapsed() < Duration::from_secs(1));
    });
}

/// Asks until there is an answer; gives how long that took.
pub(crate) fn wait_until_back(client: &Client, key: &str) -> Duration {
    let begun = Instant::now();
    while client.get("/v1/whoami", key).0 != 200 {
        assert!(begun.elapsed() < BACK, "service does not resume");
    }
    begun.elapsed()
}

#[test]
fn service_resumes_when_the_database_is_back() {
    let schema = Schema::new();
    let (proxy, url) = schema.through_proxy();
    let server = World::on(&url).start(&[]);
    let client = Client::new(&server);
    let account = client.register("ada@example.com");
    let key = text(&account, "/apiKey/key");
    for _ in 0..2 {
        proxy.cut();
        assert_unavailable(&client, key);
        let (_, not_ready) = client.get("/health/ready", "");
        assert_eq!(text(&not_ready, "/code"), "database_unavailable");
        proxy.mend();
        wait_until_back(&client, key);
        assert_eq!(client.post("/v1/inboxes", key, &json!({})).0, 201);
    }
    assert_eq!(schema.count("users"), 1);
}

#[test]
fn statements_that_hang_and_an_exhausted_pool_are_answered_in_time() {
    let schema = Schema::new();
    let server = schema.world().start(&[("SENDOOK_DATABASE_POOL", "2")]);
    let client = Client::new(&server);
    let account = client.register("ada@example.com");
    let key = text(&account, "/apiKey/key");
    let mut holder = schema.connect();
    holder
        .batch_execute("BEGIN; LOCK TABLE users, api_key_secrets IN ACCESS EXCLUSIVE MODE")
        .unwrap();
    assert_unavailable(&client, key);
    holder.batch_execute("ROLLBACK").unwrap();
    wait_until_back(&client, key);
    assert_eq!(schema.count("users"), 1);
}
