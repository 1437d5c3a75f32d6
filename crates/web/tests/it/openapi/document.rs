use std::path::Path;

use serde_json::Value;

use crate::support::World;

/// The document in the repository.
const COMMITTED: &str = include_str!("../../../../../docs/openapi.json");

/// Set, it makes [`the_document_in_the_repository_is_that_of_the_code`] write the file.
const WRITE: &str = "SENDOOK_WRITE_OPENAPI";

#[actix_web::test]
async fn the_document_in_the_repository_is_that_of_the_code() {
    let served = World::new().await.get("/openapi.json").await.json(200);
    let mut text = serde_json::to_string_pretty(&served).unwrap();
    text.push('\n');
    if std::env::var_os(WRITE).is_some() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
        std::fs::write(file, text).unwrap();
        return;
    }
    assert!(
        text == COMMITTED,
        "docs/openapi.json is not what the code says: run this test with {WRITE}=1"
    );
}

#[actix_web::test]
async fn it_is_public_and_loaded_again_only_when_it_has_changed() {
    let world = World::new().await;
    let first = world.get("/openapi.json").await;
    assert_eq!(first.json(200)["openapi"], "3.1.0");
    assert_eq!(first.header("cache-control"), Some("public, max-age=300"));
    let tag = first.header("etag").unwrap();
    let again = world.get("/openapi.json").header(("if-none-match", tag));
    let again = again.await;
    assert_eq!((again.status, again.text.as_str()), (304, ""));
    assert_eq!(again.header("etag"), Some(tag));
    let other = world
        .get("/openapi.json")
        .header(("if-none-match", "\"x\""));
    other.await.json(200);
    let head = world.ask("HEAD", "/openapi.json").await;
    assert_eq!(head.header("etag"), Some(tag));
}

#[actix_web::test]
async fn behind_a_prefix_it_names_the_prefix() {
    let prefix = sendook_web::PathPrefix::parse("/authn").unwrap();
    let world = World::with(|settings| settings.path_prefix = Some(prefix)).await;
    let document: Value = world.get("/authn/openapi.json").await.json(200);
    assert_eq!(document["servers"][0]["url"], "/authn");
}
