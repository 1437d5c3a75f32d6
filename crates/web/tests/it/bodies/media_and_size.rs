//! How bodies are read: what is JSON, how much of it, and when it is looked at.

use serde_json::json;

use crate::support::{PASSWORD, World};

const LIMIT: usize = 64 * 1024;

/// A login of exactly this many bytes.
fn login_of(bytes: usize) -> String {
    let body = json!({"email": "a@example.com", "password": PASSWORD, "padding": ""}).to_string();
    let padding = "x".repeat(bytes - body.len());
    body.replace(r#""padding":"""#, &format!(r#""padding":"{padding}""#))
}

#[actix_web::test]
async fn what_is_no_json_object_is_refused() {
    let world = World::new().await;
    #[rustfmt::skip] // Short texts, several a line.
    let bodies = [
        "", " ", "{", "{}{}", "[]", r#"[{"email": "a@example.com"}]"#, "null", "true", "1",
        r#""text""#, "email=a%40example.com&password=x", "{'email': 'a@example.com'}",
        r#"{"email": undefined}"#, r#"{"email": "\ud800"}"#, "\u{feff}", "\u{feff}\u{feff}{}",
        "{}\u{feff}", &"[".repeat(50_000), &format!(r#"{{"a":{}"#, r#"{"a":"#.repeat(10_000)),
    ];
    for body in bodies {
        let answer = world
            .post("/auth/login")
            .raw("application/json", body)
            .await;
        answer.error(400, "invalid_json");
    }
    let answer = world
        .post("/auth/login")
        .raw("application/json", b"{\"email\": \"\xff\"}");
    answer.await.error(400, "invalid_json");
}

#[actix_web::test]
async fn the_limit_is_64_kib() {
    let world = World::new().await;
    let login = |body: String| world.post("/auth/login").raw("application/json", body);
    login(login_of(LIMIT))
        .await
        .error(401, "invalid_credentials");
    login(login_of(LIMIT + 1))
        .await
        .error(413, "payload_too_large");
    login(login_of(LIMIT * 20))
        .await
        .error(413, "payload_too_large");
}

#[actix_web::test]
async fn a_byte_order_mark_is_skipped() {
    let (world, person) = World::with_person().await;
    let login = json!({"email": person.email, "password": PASSWORD});
    let login = world
        .post("/auth/login")
        .raw("application/json", format!("\u{feff}{login}"));
    login.await.json(200);
    let logout = person.token.post("/auth/logout");
    let logout = logout.raw("application/json", "\u{feff}{\"scope\": \"current\"}");
    logout.await.json(200);
    world.user(&person.token).await.error(401, "invalid_token");
}

#[actix_web::test]
async fn an_encoded_body_is_refused_and_told_what_is_taken() {
    let (world, person) = World::with_person().await;
    let body = json!({"email": person.email, "password": PASSWORD}).to_string();
    for coding in ["gzip", "GZIP", "br", "identity, deflate", "zstd", "unknown"] {
        let login = world
            .post("/auth/login")
            .header(("content-encoding", coding));
        let refused = login.raw("application/json", body.clone()).await;
        refused.error(415, "unsupported_media_type");
        assert_eq!(
            refused.header("accept-encoding"),
            Some("identity"),
            "{coding}"
        );
    }
    for coding in ["identity", "Identity", ""] {
        let login = world
            .post("/auth/login")
            .header(("content-encoding", coding));
        login.raw("application/json", body.clone()).await.json(200);
    }
    let other = world.post("/auth/login").raw("text/plain", body).await;
    other.error(415, "unsupported_media_type");
    assert_eq!(other.header("accept-encoding"), None);
    for path in ["/oauth/introspect", "/oauth/revoke", "/v1/inboxes"] {
        let ask = || world.post(path).header(("content-encoding", "gzip"));
        let kind = "application/x-www-form-urlencoded";
        let unknown = ask().raw(kind, "token=x").await;
        unknown.error(401, "missing_credentials");
        let refused = ask().bearer(&person.key).raw(kind, "token=x").await;
        refused.error(415, "unsupported_media_type");
    }
    let nothing = person.token.post("/auth/logout");
    nothing.header(("content-encoding", "gzip")).await.json(200);
}

#[actix_web::test]
async fn json_goes_by_several_names() {
    let world = World::new().await;
    for name in [
        "application/json",
        "application/json; charset=utf-8",
        "APPLICATION/JSON;charset=UTF-8",
        "application/vnd.api+json",
    ] {
        world
            .post("/auth/login")
            .raw(name, "{}")
            .await
            .error(400, "validation_failed");
    }
}

#[actix_web::test]
async fn other_types_are_refused() {
    let world = World::new().await;
    for name in [
        "text/plain",
        "text/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonp",
        "application/octet-stream",
        "",
        "json",
    ] {
        let answer = world.post("/auth/login").raw(name, "{}").await;
        answer.error(415, "unsupported_media_type");
    }
}

#[actix_web::test]
async fn a_bad_body_without_a_credential_is_a_matter_of_the_credential() {
    let (world, person) = World::with_person().await;
    for path in [
        "/v1/inboxes",
        "/v1/api_keys",
        "/auth/logout",
        &person.path("/api_keys"),
    ] {
        for (kind, body) in [
            ("application/json", "{".to_owned()),
            ("text/plain", "x".to_owned()),
            ("application/json", " ".repeat(LIMIT + 1)),
        ] {
            let answer = world.post(path).raw(kind, body).await;
            answer.error(401, "missing_credentials");
        }
    }
}

#[actix_web::test]
async fn a_bad_body_without_permission_is_a_matter_of_permission() {
    let (_, person, stranger) = World::with_two().await;
    let reader = json!({"name": "Reader", "scopes": ["inboxes:read"]});
    let (_, reader) = person.create_key(&reader).await;
    for body in ["{", "[]", r#"{"name": 1}"#] {
        let make = reader.post("/v1/inboxes").raw("application/json", body);
        make.await.error(403, "insufficient_scope");
        let make = stranger.token.post(&person.path("/inboxes"));
        make.raw("text/plain", body).await.error(403, "forbidden");
        let rename = stranger.token.patch(&person.path(""));
        rename
            .raw("application/json", body)
            .await
            .error(403, "forbidden");
    }
}

#[actix_web::test]
async fn a_bad_body_for_a_key_out_of_reach_is_a_matter_of_reach() {
    let (_, person) = World::with_person().await;
    let writer = json!({"name": "Writer", "scopes": ["keys:write"]});
    let (_, writer) = person.create_key(&writer).await;
    let full = format!("/v1/api_keys/{}", person.key_id);
    for body in ["{", r#"{"name": 5, "grace_seconds": "x"}"#] {
        let change = writer.patch(&full).raw("application/json", body).await;
        change.error(403, "forbidden");
        let rotate = writer.post(&format!("{full}/rotate"));
        let rotate = rotate.raw("application/json", body).await;
        rotate.error(403, "forbidden");
        let nobodys = writer.patch("/v1/api_keys/key_0");
        let nobodys = nobodys.raw("application/json", body).await;
        nobodys.error(404, "not_found");
    }
}

#[actix_web::test]
async fn a_bad_query_without_permission_is_a_matter_of_permission() {
    let (world, person, stranger) = World::with_two().await;
    let list = stranger.token.get(&person.path("/inboxes?limit=0"));
    list.await.error(403, "forbidden");
    world
        .get("/v1/inboxes?limit=0")
        .await
        .error(401, "missing_credentials");
}
