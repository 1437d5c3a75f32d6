//! `POST /auth/refresh`: what it takes and what it gives. Tokens that come twice stand in `refresh_reuse`.

use serde_json::json;

use crate::support::{Answer, Pair, World};

const UNKNOWN: &str = "sndr_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17";

fn challenge(answer: &Answer) -> &str {
    let value = answer.header("www-authenticate").unwrap();
    value.strip_prefix(r#"Bearer realm="sendook", "#).unwrap()
}

#[actix_web::test]
async fn a_new_pair_takes_the_place_of_the_old_one_at_once() {
    let (world, person) = World::with_person().await;
    world.clock.advance(chrono::TimeDelta::hours(1));
    let answer = world.refresh(&person.refresh_token).await.json(200);
    let names: Vec<_> = answer.as_object().unwrap().keys().collect();
    let expected = [
        "expiresAt",
        "refreshExpiresAt",
        "refreshToken",
        "token",
        "tokenType",
        "user",
    ];
    assert_eq!(names, expected);
    assert_eq!(answer["user"]["id"], person.user_id);
    assert_eq!(answer["tokenType"], "Bearer");
    assert_eq!(answer["expiresAt"], "2026-03-02T11:00:00.000Z");
    assert_eq!(answer["refreshExpiresAt"], "2026-03-31T10:00:00.000Z");
    world.user(&person.token).await.error(401, "invalid_token");
    world.user(&world.pair(&answer).access).await.json(200);
}

#[actix_web::test]
async fn refreshing_again_and_again_stays_in_one_session() {
    let (world, person) = World::with_person().await;
    let mut pair = Pair {
        access: person.token,
        refresh: person.refresh_token,
    };
    for _ in 0..20 {
        let next = world.renewed(&pair.refresh).await;
        assert!(next.access != pair.access && next.refresh != pair.refresh);
        world.user(&pair.access).await.error(401, "invalid_token");
        pair = next;
    }
    let list = world.get("/auth/sessions").bearer(&pair.access).await;
    let list = list.json(200);
    assert_eq!(list.as_array().unwrap().len(), 1);
    assert_eq!(list[0]["id"], person.session_id);
    assert_eq!(list[0]["current"], true);
}

#[actix_web::test]
async fn a_credential_of_another_kind_is_named_and_ends_nothing() {
    let (world, person) = World::with_person().await;
    for (credential, kind) in [(&person.token, "access token"), (&person.key, "API key")] {
        let answer = world.refresh(credential).await;
        answer.says(401, "wrong_credential_type", kind);
        answer.says(401, "wrong_credential_type", "a refresh token (\"sndr_…\")");
        let description = "This route wants another kind of credential";
        let expected = format!(r#"error="invalid_token", error_description="{description}""#);
        assert_eq!(challenge(&answer), expected);
    }
    world.user(&person.token).await.json(200);
    world.refresh(&person.refresh_token).await.json(200);
}

#[actix_web::test]
async fn junk_is_refused_before_anything_is_looked_up() {
    let world = World::new().await;
    let good = world.register().await.refresh_token;
    let calls = world.store.calls();
    for junk in [
        String::new(),
        "junk".to_owned(),
        good[..good.len() - 1].to_owned(),
        format!("{good}0"),
        format!(" {good}"),
        good.to_uppercase(),
        good.replace("sndr_", "sndx_"),
    ] {
        let answer = world.refresh(&junk).await;
        answer.error(401, "invalid_token");
        let description = "The credential is malformed";
        let expected = format!(r#"error="invalid_token", error_description="{description}""#);
        assert_eq!(challenge(&answer), expected, "{junk:?}");
    }
    assert_eq!(world.store.calls(), calls);
    world.refresh(UNKNOWN).await.error(401, "invalid_token");
    assert_eq!(world.store.calls(), calls + 1);
    world.refresh(&good).await.json(200);
}

#[actix_web::test]
async fn the_field_goes_by_either_name() {
    let world = World::new().await;
    let mut token = world.register().await.refresh_token;
    for name in ["refreshToken", "refresh_token"] {
        let ask = world.post("/auth/refresh").json(&json!({ name: token }));
        token = world.pair(&ask.await.json(200)).refresh;
    }
}

#[actix_web::test]
async fn a_body_without_it_is_told_what_is_missing() {
    let (world, person) = World::with_person().await;
    for body in [
        json!({}),
        json!({"refreshToken": null}),
        json!({"refreshToken": 1}),
        json!({"refreshToken": [person.refresh_token]}),
        json!({"refreshToken": {"$ne": null}}),
        json!({"token": person.refresh_token}),
    ] {
        let answer = world.post("/auth/refresh").json(&body).await;
        assert_eq!(answer.faulty_fields(), ["refresh_token"], "{body}");
    }
}

#[actix_web::test]
async fn it_is_read_from_the_body_alone() {
    let (world, person) = World::with_person().await;
    let token = &person.refresh_token;
    let in_query = world.post(&format!("/auth/refresh?refreshToken={token}"));
    for ask in [in_query, world.post("/auth/refresh").bearer(token)] {
        assert_eq!(
            ask.json(&json!({})).await.faulty_fields(),
            ["refresh_token"]
        );
    }
    world.refresh(token).bearer("snda_ended").await.json(200);
}
