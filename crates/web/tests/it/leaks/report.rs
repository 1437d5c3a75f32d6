//! `POST /leaks`: a credential that lies open ends at once.

use chrono::TimeDelta;
use sendook_domain::entities::MailKind;
use serde_json::json;

use crate::support::{Answer, World};

async fn report(world: &World, text: &str) -> Answer {
    let ask = world.post("/leaks").peer("192.0.2.7:80");
    ask.json(&json!({"key": text, "url": "https://example.com/paste/1"}))
        .await
}

#[actix_web::test]
async fn the_key_is_dead_at_once_with_both_secrets() {
    let (world, person) = World::with_person().await;
    let new = person.rotated().await;
    report(&world, &person.key).await.json(200);
    for key in [&person.key, &new] {
        world.try_key(key).await.error(401, "api_key_disabled");
    }
    let key = person.first_key().await;
    assert_eq!(key["active"], false);
    assert_eq!(key["disabledReason"], "leaked");
}

#[actix_web::test]
async fn the_owner_of_the_organization_is_told_by_mail_once() {
    let (world, person) = World::with_person().await;
    world.send_mails(&person.email);
    report(&world, &person.key).await.json(200);
    report(&world, &person.key).await.json(200);
    let told = world.api.services.mail_dispatch.next().unwrap().unwrap();
    assert_eq!(told.mail.recipient.as_typed(), person.email);
    assert_eq!(told.mail.content.kind(), MailKind::KeyLeaked);
    assert!(world.api.services.mail_dispatch.next().unwrap().is_none());
}

#[actix_web::test]
async fn the_answer_does_not_tell_what_the_text_was() {
    let (world, person) = World::with_person().await;
    let shape = |answer: &Answer| {
        let mut headers: Vec<_> = answer.headers.iter().collect();
        headers.retain(|(name, _)| name.as_str() != "x-request-id");
        format!("{} {} {headers:?}", answer.status, answer.text)
    };
    let unknown = report(&world, "sndk_prod_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17").await;
    assert_eq!(unknown.json(200), json!({"success": true}));
    let expected = shape(&unknown);
    let all = format!("{}\n{}", person.token, person.key);
    for text in ["junk", "", &person.key, &person.key, &all, &all] {
        assert_eq!(shape(&report(&world, text).await), expected);
    }
    world
        .try_key(&person.key)
        .await
        .error(401, "api_key_disabled");
    world.user(&person.token).await.error(401, "invalid_token");
}

#[actix_web::test]
async fn it_cannot_be_enabled_until_it_was_rotated() {
    let (world, person) = World::with_person().await;
    report(&world, &person.key).await.json(200);
    let enable = json!({"active": true});
    assert_eq!(person.change_key(&enable).await.faulty_fields(), ["active"]);
    let rotated = person.rotate(&json!({})).await.json(200);
    let new = rotated["key"].as_str().unwrap();
    world.try_key(new).await.error(401, "api_key_disabled");
    assert_eq!(
        person
            .change_key(&enable)
            .await
            .json(200)
            .get("disabledReason"),
        None
    );
    world.try_key(new).await.json(200);
    assert_eq!(
        world.try_key(&person.key).await.status,
        401,
        "the leaked secret has no grace"
    );
}

#[actix_web::test]
async fn an_old_secret_that_is_over_stops_nobody() {
    let (world, person) = World::with_person().await;
    let new = person.rotated().await;
    world.clock.advance(TimeDelta::days(1));
    report(&world, &person.key).await.json(200);
    world.try_key(&new).await.json(200);
}

#[actix_web::test]
async fn the_audit_trail_says_where_it_was_found() {
    let (world, person) = World::with_person().await;
    report(&world, &person.key).await.json(200);
    let trail = world.get(&person.path("/audit?action=api_key.leaked"));
    let trail = trail.bearer(&person.token).await;
    let line = &trail.json(200)[0];
    assert_eq!(line["targetId"], json!(person.key_id));
    assert_eq!(line["actor"], json!({"type": "anonymous"}));
    assert_eq!(line["detail"], "https://example.com/paste/1");
    assert_eq!(line["ip"], "192.0.2.7");
    trail.hides(&person.key[10..30]);
}

#[actix_web::test]
async fn one_address_cannot_report_without_end() {
    let (world, person) = World::with_person().await;
    for _ in 0..50 {
        report(&world, "junk").await.json(200);
    }
    let refused = report(&world, &person.key).await;
    refused.error(429, "too_many_requests");
    assert_eq!(refused.header("retry-after"), Some("1"));
    world.try_key(&person.key).await.json(200);
    let elsewhere = world.post("/leaks").peer("198.51.100.1:80");
    elsewhere.json(&json!({"key": person.key})).await.json(200);
    world
        .try_key(&person.key)
        .await
        .error(401, "api_key_disabled");
}

#[actix_web::test]
async fn every_credential_in_a_text_ends_on_the_next_request() {
    let world = World::new().await;
    for number in 0..5 {
        let person = world.register().await;
        let (key, token) = (&person.key, &person.token);
        let text = match number {
            0 => format!("SENDOOK_API_KEY={key}\nTOKEN='{token}'"),
            1 => format!("{{\"key\":\"{key}\",\"Authorization\":\"Bearer {token}\"}}"),
            2 => format!("https://example.com/?key={key}&t={}", person.refresh_token),
            3 => format!(
                "{}%22{}",
                key.replace('_', "%5F"),
                token.replace('_', "%5f")
            ),
            _ => format!(
                "{}\n{} {}\r\n{}",
                &key[..30],
                &key[30..],
                &token[..8],
                &token[8..]
            ),
        };
        report(&world, &text).await.json(200);
        world.try_key(key).await.error(401, "api_key_disabled");
        world.user(token).await.error(401, "invalid_token");
        let refresh = world.refresh(&person.refresh_token).await;
        refresh.error(401, "invalid_token");
    }
}

#[actix_web::test]
async fn a_token_leaves_a_line_in_the_trail() {
    let (world, person) = World::with_person().await;
    let elsewhere = world.log_in(&person.email).await;
    report(&world, &person.token).await.json(200);
    let trail = world.get(&person.path("/audit?action=session.leaked"));
    let trail = trail.bearer(&elsewhere).await;
    let line = &trail.json(200)[0];
    assert_eq!(line["targetId"], json!(person.session_id));
    assert_eq!(line["userId"], json!(person.user_id));
    assert_eq!(line["actor"], json!({"type": "anonymous"}));
    assert_eq!(line["detail"], "https://example.com/paste/1");
    trail.hides(&person.token[10..30]);
}

#[actix_web::test]
async fn a_text_of_64_kib_fits_however_it_is_escaped_and_a_longer_one_is_refused_whole() {
    let (world, person) = World::with_person().await;
    let padded = |bytes: usize| {
        let padding = "\u{1}".repeat(bytes - person.key.len());
        json!({"key": format!("{}{padding}", person.key), "url": "x"}).to_string()
    };
    let send = async |path: &str, body: String| {
        let ask = person.token.post(path);
        ask.raw("application/json", body).await
    };
    let identify = person.path("/api_keys/identify");
    for path in ["/leaks", &identify] {
        let refused = send(path, padded(64 * 1024 + 1)).await;
        let sentence = "The text is too long: at most 64 KiB.";
        assert_eq!(refused.error(413, "payload_too_large")["message"], sentence);
        send(path, format!("\"{}\"", "x".repeat(500 * 1024)))
            .await
            .error(413, "payload_too_large");
    }
    world.try_key(&person.key).await.json(200);
    let whole = padded(64 * 1024);
    assert!(whole.len() > 380 * 1024, "each byte is escaped");
    let found = send(&identify, whole.clone()).await.json(200);
    assert_eq!(found["id"], json!(person.key_id));
    send("/leaks", whole).await.json(200);
    world
        .try_key(&person.key)
        .await
        .error(401, "api_key_disabled");
}

#[actix_web::test]
async fn more_than_a_hundred_credentials_are_refused_whole() {
    let (world, person) = World::with_person().await;
    let mut keys = vec![person.key.clone()];
    for number in 0..100 {
        let body = json!({"name": format!("Key {number}")});
        keys.push(person.create_key(&body).await.1);
    }
    assert_eq!(
        report(&world, &keys.join("\n")).await.faulty_fields(),
        ["key"]
    );
    let identify = world.post(&person.path("/api_keys/identify"));
    let identify = identify.bearer(&person.token);
    let refused = identify.json(&json!({"key": keys.join(",")})).await;
    assert_eq!(refused.faulty_fields(), ["key"]);
    world.try_key(&keys[0]).await.json(200);
    report(&world, &keys[..100].join("\n")).await.json(200);
    for key in &keys[..100] {
        world.try_key(key).await.error(401, "api_key_disabled");
    }
    world.try_key(&keys[100]).await.json(200);
}

#[actix_web::test]
async fn a_report_names_a_key() {
    let world = World::new().await;
    for (body, faulty) in [
        (json!({}), vec!["key"]),
        (json!({"key": 1}), vec!["key"]),
        (json!({"key": "x", "url": 1}), vec!["url"]),
    ] {
        assert_eq!(
            world.post("/leaks").json(&body).await.faulty_fields(),
            faulty
        );
    }
}
