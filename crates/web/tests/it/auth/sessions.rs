//! `GET /auth/sessions` and `DELETE /auth/sessions/{id}`.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::{Account, PASSWORD, Pair, World};

async fn list(world: &World, token: &str) -> Vec<Value> {
    let answer = world.get("/auth/sessions").bearer(token).await.json(200);
    answer.as_array().unwrap().clone()
}

fn id(session: &Value) -> &str {
    session["id"].as_str().unwrap()
}

/// A person with a second session, an hour after the first.
async fn two_sessions() -> (World, Account, Pair) {
    let (world, person) = World::with_person().await;
    world.clock.advance(TimeDelta::hours(1));
    let body = json!({"email": person.email, "password": PASSWORD});
    let login = world.post("/auth/login").json(&body).peer("192.0.2.7:80");
    let login = login.header(("user-agent", "Browser/2.0 (Phone)")).await;
    let second = world.pair(&login.json(200));
    (world, person, second)
}

#[actix_web::test]
async fn the_list_is_newest_first_and_tells_device_and_address() {
    let (world, person, second) = two_sessions().await;
    let sessions = list(&world, &person.token).await;
    let [newest, oldest] = &sessions[..] else {
        panic!("{sessions:?}")
    };
    let expected = json!({"_id": id(newest), "id": id(newest), "current": false, "ip": "192.0.2.7",
        "userAgent": "Browser/2.0 (Phone)", "authenticatedAt": "2026-03-01T11:00:00.000Z", "createdAt": "2026-03-01T11:00:00.000Z",
        "lastUsedAt": "2026-03-01T11:00:00.000Z", "expiresAt": "2026-03-31T11:00:00.000Z"});
    assert_eq!(*newest, expected);
    let first = &person.session_id;
    let expected = json!({"_id": first, "id": first, "current": true,
        "authenticatedAt": "2026-03-01T10:00:00.000Z",
        "createdAt": "2026-03-01T10:00:00.000Z", "lastUsedAt": "2026-03-01T10:00:00.000Z",
        "expiresAt": "2026-03-31T10:00:00.000Z"});
    assert_eq!(*oldest, expected);
    let of_the_other = list(&world, &second.access).await;
    let current = |session: &Value| session["current"].as_bool().unwrap();
    assert_eq!(
        of_the_other.iter().map(current).collect::<Vec<_>>(),
        [true, false]
    );
}

#[actix_web::test]
async fn the_list_comes_in_pages() {
    let (world, person, _) = two_sessions().await;
    world.clock.advance(TimeDelta::hours(1));
    world.log_in(&person.email).await;
    let all = list(&world, &person.token).await;
    let ask = |query: &str| {
        let path = format!("/auth/sessions?{query}");
        person.token.get(&path).into_future()
    };
    let first = ask("limit=2").await;
    assert_eq!(first.json(200), json!(all[..2]));
    let cursor = id(&all[1]);
    let next = format!("<?limit=2&cursor={cursor}>; rel=\"next\"");
    assert_eq!(first.header("link"), Some(next.as_str()));
    let last = ask(&format!("limit=2&cursor={cursor}")).await;
    assert_eq!(last.json(200), json!(all[2..]));
    assert_eq!(last.header("link"), None);
    assert_eq!(
        ask("limit=0&cursor=!").await.faulty_fields(),
        ["cursor", "limit"]
    );
}

#[actix_web::test]
async fn nobody_sees_the_sessions_of_another_person() {
    let (world, person, _) = two_sessions().await;
    let stranger = world.register().await;
    let sessions = list(&world, &stranger.token).await;
    assert_eq!(sessions.len(), 1);
    assert_ne!(id(&sessions[0]), person.session_id);
}

#[actix_web::test]
async fn ending_one_ends_its_tokens_at_once_and_no_others() {
    let (world, person, second) = two_sessions().await;
    let before = list(&world, &person.token).await;
    let path = format!("/auth/sessions/{}", id(&before[0]));
    let end = || person.token.delete(&path).into_future();
    assert_eq!(end().await.json(200), before[0]);
    world.user(&second.access).await.error(401, "invalid_token");
    let refresh = world.refresh(&second.refresh).await;
    refresh.error(401, "invalid_token");
    assert_eq!(list(&world, &person.token).await, before[1..]);
    end().await.error(404, "not_found");
}

#[actix_web::test]
async fn ending_the_current_session_logs_out() {
    let (world, person, second) = two_sessions().await;
    let path = format!("/auth/sessions/{}", person.session_id);
    let ended = person.token.delete(&path).await.json(200);
    assert_eq!(ended["current"], true);
    world.user(&person.token).await.error(401, "invalid_token");
    let refresh = world.refresh(&person.refresh_token).await;
    refresh.error(401, "invalid_token");
    world.user(&second.access).await.json(200);
}

#[actix_web::test]
async fn the_session_of_another_person_is_not_found_and_goes_on() {
    let (world, person, _) = two_sessions().await;
    let stranger = world.register().await;
    let unknown = "session_01h455vb4pex5vsknk084sn02q";
    for id in [&person.session_id, unknown, &person.key_id, "a.b", "$ne"] {
        let path = format!("/auth/sessions/{id}");
        stranger.token.delete(&path).await.error(404, "not_found");
    }
    world.user(&person.token).await.json(200);
}

#[actix_web::test]
async fn the_last_use_is_told_after_it_was_written_down() {
    let (world, person) = World::with_person().await;
    world.clock.advance(TimeDelta::minutes(5));
    world.user(&person.token).await.json(200);
    let calls = world.store.calls();
    world.flush();
    assert_eq!(world.store.calls(), calls + 1);
    let sessions = list(&world, &person.token).await;
    assert_eq!(sessions[0]["lastUsedAt"], "2026-03-01T10:05:00.000Z");
    let whoami = person.token.get("/v1/whoami").await.json(200);
    assert_eq!(whoami["session"], sessions[0]);
}

#[actix_web::test]
async fn a_refresh_is_a_use() {
    let (world, person) = World::with_person().await;
    world.clock.advance(TimeDelta::minutes(5));
    let pair = world.renewed(&person.refresh_token).await;
    let sessions = list(&world, &pair.access).await;
    assert_eq!(sessions[0]["lastUsedAt"], "2026-03-01T10:05:00.000Z");
}
