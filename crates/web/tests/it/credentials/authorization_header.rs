//! The grammar of the `Authorization` header (RFC 9110, section 11.6.2; RFC 6750, section 2.1).

use actix_web::http::header::HeaderValue;
use serde_json::json;

use crate::support::{Account, Answer, World};

async fn ask(world: &World, authorization: impl Into<Vec<u8>>) -> Answer {
    let value = HeaderValue::from_bytes(&authorization.into()).unwrap();
    world
        .get("/v1/inboxes")
        .header(("authorization", value))
        .await
}

async fn one() -> (World, Account) {
    let (world, person) = World::with_person().await;
    (world, person)
}

#[actix_web::test]
async fn the_scheme_compares_in_any_case_and_spaces_follow() {
    let (world, Account { key, .. }) = one().await;
    for value in [
        format!("Bearer {key}"),
        format!("bearer {key}"),
        format!("BEARER {key}"),
        format!("bEaReR {key}"),
        format!("Bearer     {key}"),
        format!("  Bearer {key}  "),
    ] {
        ask(&world, value).await.json(200);
    }
}

#[actix_web::test]
async fn a_token_with_a_space_tab_or_comma_is_an_invalid_request() {
    let (world, Account { key, .. }) = one().await;
    let (head, tail) = key.split_at(20);
    for value in [
        format!("Bearer {head} {tail}"),
        format!("Bearer {head}\t{tail}"),
        format!("Bearer {key}, Bearer {key}"),
        format!("Bearer {key},{key}"),
        format!("Bearer ,{key}"),
        format!("Bearer {key},"),
        format!("Bearer\t{key}"),
        format!("Bearer \t{key}"),
    ] {
        ask(&world, value).await.error(400, "invalid_request");
    }
    let sentence = ask(&world, format!("Bearer {head} {tail}")).await;
    sentence.says(400, "invalid_request", "space");
}

#[actix_web::test]
async fn a_scheme_without_a_token_is_an_invalid_request() {
    let (world, _) = one().await;
    for value in ["Bearer", "Bearer ", "bearer   ", "Bearer \t", "\tBearer"] {
        ask(&world, value).await.error(400, "invalid_request");
    }
}

#[actix_web::test]
async fn the_header_twice_is_an_invalid_request() {
    let (world, Account { key, .. }) = one().await;
    for (first, second) in [
        (format!("Bearer {key}"), format!("Bearer {key}")),
        (format!("Bearer {key}"), "Basic YTpi".to_owned()),
        ("Basic YTpi".to_owned(), format!("Bearer {key}")),
        (String::new(), format!("Bearer {key}")),
    ] {
        let ask = world.get("/v1/inboxes").header(("authorization", first));
        let answer = ask.header(("authorization", second)).await;
        answer.error(400, "invalid_request");
    }
}

#[actix_web::test]
async fn another_scheme_is_no_credential() {
    let (world, Account { key, .. }) = one().await;
    for value in [
        String::new(),
        key.to_string(),
        format!("Basic {key}"),
        format!("Token {key}"),
        format!("Bearer{key}"),
        format!("Bearer:{key}"),
        format!("\"Bearer\" {key}"),
        format!("Bearer=\"{key}\""),
    ] {
        ask(&world, value).await.error(401, "missing_credentials");
    }
}

#[actix_web::test]
async fn what_is_no_ascii_is_an_invalid_token() {
    let (world, Account { key, .. }) = one().await;
    for value in [
        format!("Bearer {key}é").into_bytes(),
        format!("Bearer é{key}").into_bytes(),
        [b"Bearer \xff\xfe".as_slice(), key.as_bytes()].concat(),
        format!("Bearer \u{a0}{key}").into_bytes(),
    ] {
        ask(&world, value).await.error(401, "invalid_token");
    }
}

#[actix_web::test]
async fn junk_costs_no_look_up() {
    let (world, person) = one().await;
    let before = world.store.calls();
    let cut = &person.key[..person.key.len() - 1];
    for junk in [
        "junk",
        cut,
        "sndk_",
        "sndk_prod_",
        &format!("{cut}!"),
        &person.token,
    ] {
        world.get("/v1/inboxes").bearer(junk).await.json(401);
    }
    assert_eq!(world.store.calls(), before);
}

#[actix_web::test]
async fn the_error_says_which_credential_is_needed() {
    let (world, person) = one().await;
    let cut = &person.key[..person.key.len() - 1];
    let mistyped = format!("{cut}{}", if person.key.ends_with('0') { '1' } else { '0' });
    for (path, credential, words) in [
        ("/v1/inboxes", cut, "truncated or mistyped"),
        ("/v1/inboxes", &mistyped, "truncated or mistyped"),
        (
            "/v1/inboxes",
            &person.token,
            "create one under /organizations/{id}/api_keys",
        ),
        ("/auth/user", &person.key, "POST /auth/login gives one"),
        ("/v1/inboxes", "sk_live_1", "start with"),
    ] {
        let answer = world.get(path).bearer(credential).await;
        answer.json(401);
        answer.shows(words);
    }
}

#[actix_web::test]
async fn query_and_body_are_never_read_for_credentials() {
    let (world, Account { key, token, .. }) = one().await;
    for path in [
        format!("/v1/inboxes?access_token={key}&api_key={key}&token={key}"),
        format!("/v1/inboxes?access_token[$ne]=null&authorization=Bearer+{key}"),
        format!("/auth/user?access_token={token}"),
    ] {
        world.get(&path).await.error(401, "missing_credentials");
    }
    for body in [
        json!({"access_token": key, "api_key": key, "token": key, "authorization": key}),
        json!({"access_token": {"$ne": null}}),
        json!({"access_token": {"$gt": ""}, "key": {"$ne": null}}),
    ] {
        for path in ["/v1/inboxes", "/v1/api_keys", "/auth/logout"] {
            world
                .post(path)
                .json(&body)
                .await
                .error(401, "missing_credentials");
        }
    }
    for name in [
        "x-api-key",
        "api-key",
        "cookie",
        "proxy-authorization",
        "x-authorization",
    ] {
        let ask = world
            .get("/v1/inboxes")
            .header((name, format!("Bearer {key}")));
        ask.await.error(401, "missing_credentials");
    }
}
