//! The same on PostgreSQL. `SENDOOK_TEST_POSTGRES` names a server whose user may create schemas, and `SENDOOK_TEST_POSTGRES_BIN` the folder
//! of its programs, as `scripts/postgres` does. Without them these tests fail.

use std::env;
use std::path::PathBuf;
use std::process::Command;
use std::thread;

use actix_web::test::{TestRequest, call_service, init_service};
use actix_web::{App, web};
use sendook::domain::entities::AuditAction;
use sendook::{ApiKeyPrincipal, Auth, AuthenticationError, CredentialError, Error, Id, Sendook};
use sendook_testkit::builders::an_audit_event;

use crate::world::World;

/// A schema of its own, which goes with it. Each test makes one.
struct Schema {
    name: String,
}

impl Schema {
    fn new(test: &str) -> Self {
        let name = format!("sendook_library_test_{}_{test}", std::process::id());
        assert!(run(&format!("CREATE SCHEMA {name}")));
        Self { name }
    }

    /// The URL by which only this schema is seen.
    fn url(&self) -> String {
        let (server, name) = (server(), &self.name);
        let separator = if server.contains('?') { '&' } else { '?' };
        format!("{server}{separator}options=-csearch_path%3D{name}")
    }
}

impl Drop for Schema {
    fn drop(&mut self) {
        let dropped = run(&format!("DROP SCHEMA {} CASCADE", self.name));
        // A second panic would end all tests at once.
        assert!(dropped || thread::panicking());
    }
}

fn server() -> String {
    let named = env::var_os("SENDOOK_TEST_POSTGRES");
    let named = named.expect("SENDOOK_TEST_POSTGRES must name a PostgreSQL server");
    named.into_string().expect("SENDOOK_TEST_POSTGRES is a URL")
}

/// Runs a statement, and says whether it worked.
fn run(statement: &str) -> bool {
    let programs = env::var_os("SENDOOK_TEST_POSTGRES_BIN");
    let programs = programs.expect("SENDOOK_TEST_POSTGRES_BIN must name a folder");
    let mut psql = Command::new(PathBuf::from(programs).join("psql"));
    psql.args(["--no-psqlrc", "--quiet", "--command", statement]);
    // What goes along with the schema is told as a notice.
    psql.env("PGOPTIONS", "-c client_min_messages=warning");
    psql.arg(server()).status().unwrap().success()
}

#[test]
fn a_database_is_not_migrated_unless_asked() {
    let schema = Schema::new("migrations");
    let at = || Sendook::at(schema.url());
    assert!(matches!(at().open(), Err(Error::NotMigrated(_))));
    assert!(at().migrate().open().is_ok());
    assert!(at().open().is_ok());
}

#[test]
fn a_key_that_another_program_deletes_is_refused_at_once() {
    let schema = Schema::new("revocation");
    let world = World::on(&schema.url());
    let (sendook, other) = (world.at().open().unwrap(), world.at().open().unwrap());
    let judge = || sendook.key(Some(world.full.expose()), None);
    assert_eq!(judge().unwrap().key_id(), &world.key);
    sendook.write_usage().unwrap();
    assert_eq!(world.uses(), 1);
    let organization = Id::parse(&world.organization).unwrap();
    let audit = an_audit_event(AuditAction::KeyDeleted);
    let store = &other.ports().store;
    let deleted = store.delete_key(&organization, &world.key, &audit);
    assert!(deleted.unwrap().is_some());
    assert!(matches!(
        judge(),
        Err(AuthenticationError::Refused(
            CredentialError::Unknown { .. }
        ))
    ));
}

#[actix_web::test]
async fn a_route_is_guarded() {
    let schema = Schema::new("guard");
    let world = World::on(&schema.url());
    let sendook = world.at().open().unwrap();
    let show = async |Auth(key): Auth<ApiKeyPrincipal>| key.organization_id().to_string();
    let app = App::new().configure(|app| {
        sendook.guard(app).route("/reports", web::get().to(show));
    });
    let app = init_service(app).await;
    for (credential, status) in [(world.full.expose(), 200), ("junk", 401)] {
        let request = TestRequest::get().uri("/reports");
        let request = request.insert_header(("Authorization", format!("Bearer {credential}")));
        let answer = call_service(&app, request.to_request()).await;
        assert_eq!(answer.status(), status);
    }
}
