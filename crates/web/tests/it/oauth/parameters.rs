//! The form that OAuth's endpoints read (RFC 6749, section 3.2), and their errors (section 5.2).

use crate::support::{Answer, World};

const FORM: &str = "application/x-www-form-urlencoded";

async fn introspect(form: &str) -> Answer {
    let (_world, person) = World::with_person().await;
    person.key.post("/oauth/introspect").raw(FORM, form).await
}

#[actix_web::test]
async fn a_parameter_that_comes_twice_is_refused() {
    for form in [
        "token=a&token=a",
        "token=a&token=",
        "token=a&token_type_hint=x&token_type_hint=x",
        "token=a&tokenTypeHint=x&token_type_hint=x",
        "token=a&unknown=1&unknown=2",
    ] {
        let answer = introspect(form).await;
        answer.oauth_error(400, "invalid_request", "invalid_request");
    }
    let (world, person) = World::with_person().await;
    let (id, key) = (&person.key_id, &person.key);
    let in_form = format!("token=a&token=b&client_id={id}&client_secret={key}");
    let answer = world.post("/oauth/introspect").raw(FORM, in_form).await;
    answer.oauth_error(400, "invalid_request", "invalid_request");
    for json in [
        r#"{"token": "a", "token": "b"}"#,
        "\u{feff}{\"token\": \"a\", \"token\": \"a\"}",
    ] {
        let ask = person.key.post("/oauth/introspect");
        let answer = ask.raw("application/json", json.to_owned()).await;
        answer.oauth_error(400, "invalid_request", "invalid_request");
    }
    // RFC 8707, section 2.
    let several = "token=a&resource=https://a.example&resource=https://b.example";
    assert_eq!(introspect(several).await.json(200)["active"], false);
}

#[actix_web::test]
async fn a_parameter_without_a_value_counts_as_left_out() {
    for form in ["token=", "", "token_type_hint=x"] {
        let answer = introspect(form).await;
        answer.oauth_error(400, "invalid_request", "validation_failed");
        assert_eq!(answer.faulty_fields(), ["token"]);
    }
    let form = "token=a&client_id=&client_secret=&token_type_hint=";
    assert_eq!(introspect(form).await.json(200)["active"], false);
}

#[actix_web::test]
async fn whatever_fails_has_the_shape_of_oauth() {
    let (world, person) = World::with_person().await;
    let ask = |kind: &str, body: &str| {
        let ask = person.key.post("/oauth/introspect");
        ask.raw(kind, body.to_owned()).into_future()
    };
    let text = ask("text/plain", "token=x").await;
    text.oauth_error(415, "invalid_request", "unsupported_media_type");
    let json = ask("application/json", "{").await;
    json.oauth_error(400, "invalid_request", "invalid_json");
    let large = ask(FORM, &"x".repeat(70_000)).await;
    large.oauth_error(413, "invalid_request", "payload_too_large");
    let method = person.key.get("/oauth/revoke").await;
    method.oauth_error(405, "invalid_request", "method_not_allowed");
    let nowhere = person.key.post("/oauth/nowhere").await;
    nowhere.oauth_error(404, "invalid_request", "not_found");
    world.store.set_away(true);
    let away = ask(FORM, "token=x").await;
    away.oauth_error(503, "temporarily_unavailable", "unavailable");
}
