//! `/.well-known/oauth-authorization-server` (RFC 8414) and `/.well-known/oauth-protected-resource` (RFC 9728).

use sendook_web::PathPrefix;
use serde_json::{Value, json};

use crate::support::World;

const SERVER: &str = "/.well-known/oauth-authorization-server";
const RESOURCE: &str = "/.well-known/oauth-protected-resource";

fn scopes() -> Value {
    json!([
        "full_access",
        "inboxes:read",
        "inboxes:write",
        "keys:read",
        "keys:write",
        "tokens:introspect"
    ])
}

#[actix_web::test]
async fn the_metadata_list_what_there_is_under_the_public_address() {
    let public = "https://example.com/auth";
    let world = World::with(|settings| settings.public_url = Some(public.to_owned())).await;
    let server = world
        .get(SERVER)
        .header(("host", "elsewhere.example"))
        .await;
    assert_eq!(
        server.json(200),
        json!({
            "issuer": public,
            "token_endpoint": "https://example.com/auth/oauth/token",
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "introspection_endpoint": "https://example.com/auth/oauth/introspect",
            "introspection_endpoint_auth_methods_supported": ["Bearer", "client_secret_basic", "client_secret_post"],
            "revocation_endpoint": "https://example.com/auth/oauth/revoke",
            "revocation_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "response_types_supported": [],
            "grant_types_supported": ["client_credentials"],
            "scopes_supported": scopes(),
            "service_documentation": "https://example.com/auth/docs",
        })
    );
    assert_eq!(
        world.get(RESOURCE).await.json(200),
        json!({
            "resource": public,
            "authorization_servers": [public],
            "bearer_methods_supported": ["header"],
            "scopes_supported": scopes(),
            "resource_name": "Sendook authentication",
            "resource_documentation": "https://example.com/auth/docs",
        })
    );
}

#[actix_web::test]
async fn the_path_of_the_address_may_follow_the_name_of_the_document() {
    let world = World::with(|settings| {
        settings.public_url = Some("https://example.com/auth".to_owned());
        settings.path_prefix = PathPrefix::parse("/auth").ok();
    })
    .await;
    for document in [SERVER, RESOURCE] {
        let plain = world.get(document).await.json(200);
        for path in [format!("{document}/auth"), format!("/auth{document}")] {
            assert_eq!(world.get(&path).await.json(200), plain);
        }
        for end in ["/other", "/", "auth", "/auth/"] {
            let path = format!("{document}{end}");
            world.get(&path).await.error(404, "not_found");
        }
    }
}

#[actix_web::test]
async fn without_a_public_address_it_is_that_of_the_request() {
    let world = World::new().await;
    for (host, issuer) in [
        ("127.0.0.1:8006", "http://127.0.0.1:8006"),
        ("[::1]:8006", "http://[::1]:8006"),
        ("a\"b", "http://localhost"),
    ] {
        let server = world.get(SERVER).header(("host", host)).await.json(200);
        assert_eq!(server["issuer"], issuer);
        let resource = world.get(RESOURCE).header(("host", host)).await.json(200);
        assert_eq!(resource["authorization_servers"], json!([issuer]));
    }
}

#[actix_web::test]
async fn each_endpoint_that_is_listed_answers() {
    let (world, person) = World::with_person().await;
    let server = world.get(SERVER).header(("host", "x")).await.json(200);
    for name in [
        "token_endpoint",
        "introspection_endpoint",
        "revocation_endpoint",
    ] {
        let path = server[name]
            .as_str()
            .unwrap()
            .strip_prefix("http://x")
            .unwrap();
        person
            .key
            .post(path)
            .json(&json!({"token": "x", "grant_type": "client_credentials"}))
            .await
            .json(200);
    }
}
