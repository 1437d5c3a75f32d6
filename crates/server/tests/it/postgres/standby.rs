//! The server becomes a standby while the program runs, and the primary again.

use crate::postgres::schema::Schema;
use crate::support::client::{Client, text};
use crate::support::program::World;

/// A URL by which functions are looked for in the schema before those of PostgreSQL.
fn shadowed(schema: &Schema) -> String {
    let name = &schema.texts("SELECT current_schema()::text AS text")[0];
    let path = format!("search_path%3D{name}");
    schema.url().replace(&path, &format!("{path},pg_catalog"))
}

/// As a server does that restarts in another role. Statements that are prepared already would go on with the functions that
/// they found.
fn cut_connections(schema: &Schema) {
    schema.texts(
        "SELECT pg_terminate_backend(pid)::text AS text FROM pg_stat_activity \
         WHERE application_name = current_setting('application_name') AND pid <> pg_backend_pid()",
    );
}

#[test]
fn a_standby_is_503_until_the_primary_is_back() {
    for copies in ["50000", "0"] {
        let schema = Schema::new();
        let world = World::on(&shadowed(&schema));
        let server = world.start(&[("SENDOOK_CREDENTIAL_CACHE", copies)]);
        let client = Client::new(&server);
        let account = client.register("ada@example.com");
        let key = text(&account, "/apiKey/key");
        let token = text(&account, "/token");
        let ask = || {
            let asked = [
                client.get("/v1/whoami", key),
                client.get("/auth/user", token),
                client.get("/health/ready", ""),
            ];
            asked.map(|(status, body)| (status, body["code"].as_str().map(ToOwned::to_owned)))
        };
        assert_eq!(ask(), [const { (200, None) }; 3]);
        schema.execute(
            "CREATE FUNCTION pg_is_in_recovery() RETURNS boolean LANGUAGE sql VOLATILE AS 'SELECT true'",
        );
        cut_connections(&schema);
        let refused = (503, Some("database_is_standby".to_owned()));
        assert_eq!(ask(), [(); 3].map(|()| refused.clone()));
        schema.execute(
            "DO $$ BEGIN EXECUTE format('DROP FUNCTION %I.pg_is_in_recovery()', current_schema()); END $$",
        );
        cut_connections(&schema);
        assert_eq!(ask(), [const { (200, None) }; 3]);
    }
}
