//! `GET /health` and `GET /health/ready`.

use std::sync::Arc;

use sendook_web::{NotReady, ReadinessWarning};
use serde_json::json;

use crate::support::World;

#[actix_web::test]
async fn health_tells_environment_and_version_without_the_store() {
    let world = World::with(|settings| "staging".clone_into(&mut settings.environment)).await;
    world.store.set_away(true);
    let health = world.get("/health").await.json(200);
    let expected = json!({"healthy": true, "environment": "staging",
        "version": env!("CARGO_PKG_VERSION")});
    assert_eq!(health, expected);
    assert_eq!(world.store.calls(), 0);
}

#[actix_web::test]
async fn ready_is_ready_when_the_probe_says_so() {
    let world = World::new().await;
    assert_eq!(
        world.get("/health/ready").await.json(200),
        json!({"ready": true})
    );
}

#[actix_web::test]
async fn a_warning_does_not_make_the_service_unready() {
    let warning = ReadinessWarning {
        code: "clock_skew",
        message: "The clock of this server is 9 s ahead of the database's.".to_owned(),
    };
    let expected = json!({"ready": true, "warnings": [
        {"code": "clock_skew", "message": warning.message}]});
    let probe = Arc::new(move || Ok(vec![warning.clone()]));
    let world = World::with(|settings| settings.readiness = probe).await;
    assert_eq!(world.get("/health/ready").await.json(200), expected);
}

#[actix_web::test]
async fn not_ready_gives_the_reason_as_its_code() {
    let reason = NotReady {
        code: "schema_outdated",
        message: "The schema of the database is older than this server.".to_owned(),
    };
    let probe = Arc::new(move || Err(reason.clone()));
    let world = World::with(|settings| settings.readiness = probe).await;
    let answer = world.get("/health/ready").await;
    let body = answer.error(503, "schema_outdated");
    assert_eq!(
        body["message"],
        "The schema of the database is older than this server."
    );
    assert_eq!(answer.header("retry-after"), Some("1"));
    world.get("/health").await.json(200);
}
