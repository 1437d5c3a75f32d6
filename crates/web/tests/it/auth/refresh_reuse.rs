//! Refresh tokens that come twice: a lost answer is forgiven, a theft ends the session.

use chrono::TimeDelta;
use futures_util::future::join_all;

use crate::support::{Account, Pair, World};

/// A person who has refreshed once, just now.
async fn refreshed() -> (World, Account, Pair) {
    let (world, person) = World::with_person().await;
    let pair = world.renewed(&person.refresh_token).await;
    (world, person, pair)
}

/// The old token is refused, and nothing of its session is left.
async fn taken_for_stolen(world: &World, old: &str, session: &[&Pair]) {
    let answer = world.refresh(old).await;
    answer.error(401, "invalid_token");
    let challenge = answer.header("www-authenticate").unwrap();
    assert!(
        challenge.contains("unknown or no longer valid"),
        "{challenge}"
    );
    for pair in session {
        world.user(&pair.access).await.error(401, "invalid_token");
        let refresh = world.refresh(&pair.refresh).await;
        refresh.error(401, "invalid_token");
    }
}

#[actix_web::test]
async fn within_a_minute_a_lost_answer_is_forgiven() {
    let (world, person, lost) = refreshed().await;
    world
        .clock
        .advance(TimeDelta::seconds(60) - TimeDelta::microseconds(1));
    let again = world.renewed(&person.refresh_token).await;
    for pair in [&lost, &again] {
        world.user(&pair.access).await.json(200);
    }
    let next = world.renewed(&again.refresh).await;
    world.user(&next.access).await.json(200);
    for pair in [&lost, &again] {
        world.user(&pair.access).await.error(401, "invalid_token");
    }
}

#[actix_web::test]
async fn after_a_minute_it_is_taken_for_stolen() {
    let (world, person, pair) = refreshed().await;
    world.clock.advance(TimeDelta::seconds(60));
    taken_for_stolen(&world, &person.refresh_token, &[&pair]).await;
}

#[actix_web::test]
async fn the_client_that_asked_may_ask_again_as_long_as_nothing_arrived() {
    const PHONE: &str = "phone/1.0";
    for (peer, agent, used, status) in [
        ("192.0.2.7:1000", PHONE, false, 200),
        ("192.0.2.8:1000", PHONE, false, 401),
        ("192.0.2.7:1000", "tablet/1.0", false, 401),
        ("192.0.2.7:1000", PHONE, true, 401),
    ] {
        let (world, person) = World::with_person().await;
        let refresh = |peer: &str, agent: &str| {
            let ask = world.refresh(&person.refresh_token).peer(peer);
            ask.header(("user-agent", agent)).into_future()
        };
        let lost = world.pair(&refresh("192.0.2.7:80", PHONE).await.json(200));
        world.clock.advance(TimeDelta::hours(1));
        if used {
            world.user(&lost.access).await.json(200);
        }
        assert_eq!(
            refresh(peer, agent).await.status,
            status,
            "{peer} {agent} {used}"
        );
        assert_eq!(
            world.user(&lost.access).await.status,
            status,
            "{peer} {agent} {used}"
        );
    }
}

#[actix_web::test]
async fn once_its_successor_was_used_it_is_taken_for_stolen() {
    let (world, person, first) = refreshed().await;
    let second = world.renewed(&first.refresh).await;
    taken_for_stolen(&world, &person.refresh_token, &[&first, &second]).await;
}

#[actix_web::test]
async fn two_holders_of_one_token_both_lose_the_session() {
    let (world, person, thief) = refreshed().await;
    world.clock.advance(TimeDelta::minutes(5));
    let thief = world.renewed(&thief.refresh).await;
    world.clock.advance(TimeDelta::minutes(5));
    taken_for_stolen(&world, &person.refresh_token, &[&thief]).await;
}

#[actix_web::test]
async fn a_theft_ends_that_session_alone() {
    let (world, person, pair) = refreshed().await;
    let elsewhere = world.begin_session(&person.email).await;
    world.clock.advance(TimeDelta::minutes(1));
    taken_for_stolen(&world, &person.refresh_token, &[&pair]).await;
    world.user(&elsewhere.access).await.json(200);
    world.refresh(&elsewhere.refresh).await.json(200);
    person.key.get("/v1/inboxes").await.json(200);
}

#[actix_web::test]
async fn of_many_at_once_nobody_is_logged_out() {
    let (world, person) = World::with_person().await;
    let asks = (0..20).map(|_| world.refresh(&person.refresh_token).into_future());
    let answers = join_all(asks).await;
    for answer in answers {
        let pair = world.pair(&answer.json(200));
        world.user(&pair.access).await.json(200);
    }
    world.user(&person.token).await.error(401, "invalid_token");
}
