//! The API key as bearer token, by HTTP Basic and in the form (RFC 6749, section 2.3.1).

use base64ct::{Base64, Encoding as _};
use serde_json::json;

use crate::support::{Account, Answer, Ask, World};

const FORM: &str = "application/x-www-form-urlencoded";
const BASIC: &str = r#"Basic realm="sendook""#;
const BEARER: &str = r#"Bearer realm="sendook""#;

fn introspect(world: &World, form: &str) -> Ask {
    world.post("/oauth/introspect").raw(FORM, form)
}

fn basic(id: &str, secret: &str) -> (&'static str, String) {
    let pair = Base64::encode_string(format!("{id}:{secret}").as_bytes());
    ("authorization", format!("Basic {pair}"))
}

fn token(person: &Account) -> String {
    format!("token={}", person.token)
}

fn in_form(person: &Account) -> String {
    let (id, key) = (&person.key_id, &person.key);
    format!("token={}&client_id={id}&client_secret={key}", person.token)
}

#[track_caller]
fn challenges(answer: &Answer, challenge: &str) {
    assert_eq!(answer.header("www-authenticate"), Some(challenge));
}

#[actix_web::test]
async fn a_key_authenticates_as_bearer_by_basic_and_in_the_form() {
    let (world, person) = World::with_person().await;
    let encoded = person.key.replace('_', "%5F");
    let basic_of = |secret: &str| basic(&person.key_id, secret);
    for ask in [
        introspect(&world, &token(&person)).bearer(&person.key),
        introspect(&world, &token(&person)).header(basic_of(&person.key)),
        introspect(&world, &token(&person)).header(basic_of(&encoded)),
        introspect(&world, &in_form(&person)),
        // Some libraries name the client in the form as well.
        introspect(
            &world,
            &format!("{}&client_id={}", token(&person), person.key_id),
        )
        .bearer(&person.key),
    ] {
        assert_eq!(ask.await.json(200)["active"], true);
    }
    let revoke = world.post("/oauth/revoke").raw(FORM, in_form(&person));
    assert_eq!(revoke.await.json(200), json!({}));
    world.user(&person.token).await.error(401, "invalid_token");
}

#[actix_web::test]
async fn where_basic_failed_the_challenge_is_basic() {
    let (world, person, other) = World::with_two().await;
    let unknown = person.key.replace("_prod_", "_dev_");
    for (id, secret, code, words) in [
        (
            &person.key_id,
            person.token.as_str(),
            "wrong_credential_type",
            "wants an API key",
        ),
        (&person.key_id, &unknown, "invalid_token", "does not exist"),
        (
            &person.key_id,
            "junk",
            "invalid_token",
            "not a Sendook credential",
        ),
        (&other.key_id, &person.key, "invalid_token", "client id"),
        (&String::new(), &person.key, "invalid_token", "client id"),
    ] {
        let answer = introspect(&world, &token(&person))
            .header(basic(id, secret))
            .await;
        answer.oauth_error(401, "invalid_client", code);
        answer.says(401, code, words);
        answer.hides(secret);
        challenges(&answer, BASIC);
    }
    let unreadable = introspect(&world, &token(&person)).header(("authorization", "Basic !"));
    let answer = unreadable.await;
    answer.oauth_error(401, "invalid_client", "invalid_token");
    challenges(&answer, BASIC);
}

#[actix_web::test]
async fn where_another_way_failed_the_challenge_is_bearer() {
    let (world, person) = World::with_person().await;
    let wrong = r#"error="invalid_token", error_description="The credential is malformed""#;
    let wrong = format!("{BEARER}, {wrong}");
    let form = format!("token=x&client_id={}&client_secret=junk", person.key_id);
    for ask in [
        introspect(&world, &form),
        introspect(&world, "token=x").bearer("junk"),
    ] {
        let answer = ask.await;
        answer.oauth_error(401, "invalid_client", "invalid_token");
        challenges(&answer, &wrong);
    }
    for form in [
        token(&person),
        format!("{}&client_id={}", token(&person), person.key_id),
    ] {
        let answer = introspect(&world, &form).await;
        answer.oauth_error(401, "invalid_client", "missing_credentials");
        answer.says(
            401,
            "missing_credentials",
            "client_id and client_secret in the form",
        );
        challenges(&answer, BEARER);
    }
}

#[actix_web::test]
async fn two_ways_at_once_are_refused_before_either_is_judged() {
    let (world, person) = World::with_person().await;
    let good = basic(&person.key_id, &person.key);
    for ask in [
        introspect(&world, &in_form(&person)).bearer(&person.key),
        introspect(&world, &in_form(&person)).bearer("junk"),
        introspect(&world, &in_form(&person)).header(good.clone()),
        introspect(&world, &token(&person))
            .header(good)
            .bearer(&person.key),
        introspect(&world, &format!("token=x&client_secret={}", person.key)),
    ] {
        ask.await
            .oauth_error(400, "invalid_request", "invalid_request");
    }
}

#[actix_web::test]
async fn a_client_may_do_no_more_in_one_way_than_in_another() {
    let (world, person) = World::with_person().await;
    let (id, key) = person
        .create_key(&json!({"name": "Reader", "scopes": ["inboxes:read"]}))
        .await;
    let form = format!("token=x&client_id={id}&client_secret={key}");
    for ask in [
        introspect(&world, &form),
        introspect(&world, "token=x").header(basic(&id, &key)),
        // The permission is asked for before the body is looked at.
        introspect(&world, "").header(basic(&id, &key)),
    ] {
        let answer = ask.await;
        answer.oauth_error(403, "insufficient_scope", "insufficient_scope");
    }
    let disable = person.patch(&format!("/api_keys/{id}"));
    disable.json(&json!({"active": false})).await.json(200);
    let answer = introspect(&world, "token=x").header(basic(&id, &key)).await;
    answer.oauth_error(401, "invalid_client", "api_key_disabled");
    challenges(&answer, BASIC);
}

#[actix_web::test]
async fn no_other_route_and_no_json_body_has_a_further_way() {
    let (world, person) = World::with_person().await;
    let (id, key) = (&person.key_id, &person.key);
    let by_basic = world.get("/v1/whoami").header(basic(id, key));
    by_basic.await.error(401, "missing_credentials");
    let in_json = json!({"token": "x", "client_id": id, "client_secret": key});
    let answer = world.post("/oauth/introspect").json(&in_json).await;
    answer.oauth_error(401, "invalid_client", "missing_credentials");
    let in_query = format!("/oauth/introspect?client_id={id}&client_secret={key}");
    let answer = world.post(&in_query).raw(FORM, "token=x").await;
    answer.oauth_error(401, "invalid_client", "missing_credentials");
}
