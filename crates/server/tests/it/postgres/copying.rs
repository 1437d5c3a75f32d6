//! An installation moves from a file to a server.

use std::process::{Output, Stdio};

use diesel::connection::SimpleConnection;

use crate::postgres::schema::Schema;
use crate::support::client::{Client, text};
use crate::support::program::World;
use crate::support::sqlite;

const ACCOUNTS: usize = 10_000;

/// Every table that an account fills, with a row for the account of this number.
const FILL: &str = "
    CREATE TEMP TABLE numbers AS
        WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers LIMIT 9999)
        SELECT n, printf('%026d', n) AS id FROM numbers;
    INSERT INTO users
        SELECT 'user_' || id, 'P' || n || '@example.com', 'p' || n || '@example.com', 'Ada \"ü\" 💌',
               iif(n % 2, NULL, 'O''Brien'), '$argon2id$v=19$m=19456,t=2,p=1$' || id, n, n, iif(n % 5, NULL, n), iif(n % 7, NULL, n),
               iif(n % 3, NULL, n)
        FROM numbers;
    INSERT INTO password_resets SELECT 'user_' || id, randomblob(32), n FROM numbers WHERE n % 5;
    INSERT INTO organizations SELECT 'org_' || id, 'Organization ' || n, n, n, n % 2 FROM numbers;
    INSERT INTO known_devices SELECT 'user_' || id, randomblob(32), n FROM numbers;
    INSERT INTO memberships SELECT 'org_' || id, 'user_' || id, 'owner', n FROM numbers;
    INSERT INTO inboxes
        SELECT 'inbox_' || id, 'org_' || id, NULL, 'P' || n || '@sendook.com', 'p' || n || '@sendook.com', n, n
        FROM numbers;
    INSERT INTO api_keys (id, organization_id, name, environment, active, scopes, restricted, created_by,
                          created_at, updated_at)
        SELECT 'key_' || id, 'org_' || id, 'Key', 'production', n % 2, 'full_access', n % 3 = 0, 'user_' || id,
               n, n FROM numbers;
    INSERT INTO api_key_secrets (digest, api_key_id, hint, created_at)
        SELECT randomblob(32), 'key_' || id, 'sndk_prod_…0000', n FROM numbers;
    INSERT INTO api_key_inboxes SELECT 'key_' || id, 'inbox_' || id FROM numbers WHERE n % 3 = 0;
    INSERT INTO sessions (id, user_id, created_at, last_used_at, expires_at)
        SELECT 'session_' || id, 'user_' || id, n, n, n FROM numbers;
    INSERT INTO access_tokens SELECT randomblob(32), 'session_' || id, n FROM numbers;
    INSERT INTO audit_events (id, at, action, actor_kind, organization_id, user_id)
        SELECT 'audit_' || id, n, 'registered', 'user', 'org_' || id, 'user_' || id FROM numbers;
";

/// A person of an installation on SQLite, with a key and a token.
struct Person {
    world: World,
    key: String,
    token: String,
}

impl Person {
    fn register() -> Self {
        let world = World::new();
        let account = Client::new(&world.start(&[])).register("ada@example.com");
        Self {
            key: text(&account, "/apiKey/key").to_owned(),
            token: text(&account, "/token").to_owned(),
            world,
        }
    }

    /// Adds 9,999 further accounts.
    fn fill(self) -> Self {
        let fill = format!("BEGIN; {FILL} COMMIT");
        sqlite::connect(&self.world).batch_execute(&fill).unwrap();
        self
    }

    fn copy(&self, from: &str, to: &str) -> Output {
        self.world.run(&["copy", "--from", from, "--to", to], &[])
    }

    fn assert_served(&self, world: &World) {
        let server = world.start(&[]);
        let client = Client::new(&server);
        assert_eq!(client.get("/v1/whoami", &self.key).0, 200);
        let (status, user) = client.get("/auth/user", &self.token);
        assert_eq!((status, text(&user, "/email")), (200, "ada@example.com"));
        assert_eq!(client.log_in("ADA@example.com").0, 200);
        assert_eq!(client.try_register("ada@example.com").unwrap().0, 409);
    }
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn ten_thousand_accounts_move_with_their_keys_and_tokens() {
    let (person, schema) = (Person::register().fill(), Schema::new());
    let output = person.copy(&person.world.database_url(), &schema.url());
    assert!(output.status.success(), "{output:?}");
    let told = told(&output);
    for table in ["users", "api_key_secrets", "access_tokens", "audit_events"] {
        let line = format!("{table}: {ACCOUNTS} rows copied and compared");
        assert!(told.lines().any(|told| told == line), "{told}");
        assert_eq!(schema.count(table), ACCOUNTS);
    }
    person.assert_served(&schema.world());

    let again = person.copy(&person.world.database_url(), &schema.url());
    assert_eq!(again.status.code(), Some(1));
    let refusal = String::from_utf8_lossy(&again.stderr).into_owned();
    assert!(refusal.contains("The target is not empty"), "{refusal}");
}

#[test]
fn an_installation_moves_back_to_a_file() {
    let (person, schema, back) = (Person::register(), Schema::new(), World::new());
    let there = person.copy(&person.world.database_url(), &schema.url());
    assert!(there.status.success(), "{there:?}");
    let output = person.copy(&schema.url(), &back.database_url());
    assert!(output.status.success(), "{output:?}");
    assert_eq!(told(&output), told(&there));
    person.assert_served(&back);
}

#[test]
fn a_copy_that_is_killed_leaves_the_target_empty() {
    let (person, schema) = (Person::register().fill(), Schema::new());
    let (from, to) = (person.world.database_url(), schema.url());
    let mut copying = person.world.command();
    let mut copying = copying
        .args(["copy", "--from", &from, "--to", &to])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    schema.wait_until("query LIKE 'INSERT INTO api_keys%'");
    copying.kill().unwrap();
    assert!(!copying.wait().unwrap().success());
    for table in ["users", "organizations", "api_keys"] {
        assert_eq!(schema.count(table), 0, "{table}");
    }
    let output = person.copy(&from, &to);
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn urls_that_name_no_database_are_told_together() {
    let person = World::new();
    let output = person.run(
        &[
            "copy",
            "--from",
            "sendook.db",
            "--to",
            "mysql://ada:hunter2@db",
        ],
        &[],
    );
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    let lines: Vec<_> = told.lines().collect();
    assert_eq!(lines.len(), 2, "{told}");
    assert!(
        lines[0].starts_with("--from: ") && lines[1].starts_with("--to: "),
        "{told}"
    );
    assert!(!told.contains("hunter2"), "{told}");
}
