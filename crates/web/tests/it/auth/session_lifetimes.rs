//! How long sessions and their tokens live, at the edges.

use chrono::TimeDelta;
use sendook_domain::policies::SessionLifetimes;

use crate::support::{Account, Answer, World};

const MOMENT: TimeDelta = TimeDelta::microseconds(1);

async fn living(access: i64, session: i64, idle: i64) -> (World, Account) {
    let lifetimes = SessionLifetimes {
        access_token: TimeDelta::hours(access),
        session: TimeDelta::hours(session),
        idle: TimeDelta::hours(idle),
    };
    let world = World::with(|settings| settings.services.lifetimes = lifetimes).await;
    let person = world.register().await;
    (world, person)
}

#[track_caller]
fn expired_at(answer: &Answer, at: &str) {
    let body = answer.error(401, "token_expired");
    let sentence = body["message"].as_str().unwrap();
    assert!(
        sentence.ends_with(&format!("expired at {at}.")),
        "{sentence}"
    );
}

#[actix_web::test]
async fn an_access_token_ends_and_its_session_goes_on() {
    let (world, person) = living(1, 100, 50).await;
    world.clock.advance(TimeDelta::hours(1) - MOMENT);
    world.user(&person.token).await.json(200);
    world.clock.advance(MOMENT);
    expired_at(&world.user(&person.token).await, "2026-03-01T11:00:00Z");
    let pair = world.renewed(&person.refresh_token).await;
    world.user(&pair.access).await.json(200);
}

#[actix_web::test]
async fn a_session_ends_however_often_it_is_renewed() {
    let (world, person) = living(2, 3, 3).await;
    world.clock.advance(TimeDelta::minutes(150));
    let renewed = world.refresh(&person.refresh_token).await.json(200);
    let end = "2026-03-01T13:00:00.000Z";
    assert_eq!(renewed["expiresAt"], end);
    assert_eq!(renewed["refreshExpiresAt"], end);
    let pair = world.pair(&renewed);
    world.clock.advance(TimeDelta::minutes(30) - MOMENT);
    world.user(&pair.access).await.json(200);
    let last = world.renewed(&pair.refresh).await;
    world.clock.advance(MOMENT);
    expired_at(&world.user(&last.access).await, "2026-03-01T13:00:00Z");
    let refresh = world.refresh(&last.refresh).await;
    expired_at(&refresh, "2026-03-01T13:00:00Z");
    let challenge = refresh.header("www-authenticate").unwrap();
    let description = r#"error="invalid_token", error_description="The refresh token expired""#;
    assert!(challenge.ends_with(description), "{challenge}");
}

#[actix_web::test]
async fn a_session_that_nobody_uses_ends() {
    let (world, person) = living(24, 100, 2).await;
    world.clock.advance(TimeDelta::hours(2) - MOMENT);
    world.user(&person.token).await.json(200);
    world.clock.advance(MOMENT);
    expired_at(&world.user(&person.token).await, "2026-03-01T12:00:00Z");
    let refresh = world.refresh(&person.refresh_token).await;
    expired_at(&refresh, "2026-03-01T12:00:00Z");
    let login = world.begin_session(&person.email).await;
    let list = world.get("/auth/sessions").bearer(&login.access).await;
    assert_eq!(list.json(200).as_array().unwrap().len(), 1);
}

#[actix_web::test]
async fn using_it_keeps_a_session_alive() {
    let (world, person) = living(24, 100, 2).await;
    world.clock.advance(TimeDelta::hours(1));
    world.user(&person.token).await.json(200);
    world.flush();
    world.clock.advance(TimeDelta::hours(2) - MOMENT);
    world.user(&person.token).await.json(200);
    let pair = world.renewed(&person.refresh_token).await;
    world.clock.advance(TimeDelta::hours(2) - MOMENT);
    world.user(&pair.access).await.json(200);
    world.clock.advance(MOMENT);
    let end = "2026-03-01T14:59:59Z";
    expired_at(&world.user(&pair.access).await, end);
}
