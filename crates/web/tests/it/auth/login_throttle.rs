//! Guessing at one account from one address, as clients see it.

use std::collections::{BTreeMap, BTreeSet};
use std::thread::available_parallelism;

use chrono::TimeDelta;
use futures_util::future::join_all;
use serde_json::json;

use crate::support::{Answer, Ask, PASSWORD, World};

const NOBODY: &str = "nobody@example.com";
const GUESSER: &str = "203.0.113.5:4711";
const ELSEWHERE: &str = "198.51.100.1:80";

fn try_password(world: &World, email: &str, password: &str, peer: &str) -> Ask {
    let body = json!({"email": email, "password": password});
    let ask = world.post("/auth/login").json(&body).peer(peer);
    ask.header(("x-request-id", "same"))
}

fn guess(world: &World, email: &str) -> Ask {
    try_password(world, email, "wrong horse battery staple", GUESSER)
}

async fn ten_failures(world: &World, email: &str) {
    for _ in 0..10 {
        guess(world, email).await.error(401, "invalid_credentials");
    }
}

/// Everything of an answer that could tell accounts apart.
fn told(answer: &Answer) -> (u16, String, BTreeSet<String>) {
    let names = answer.headers.iter().map(|(name, _)| name.to_string());
    (answer.status, answer.text.clone(), names.collect())
}

#[track_caller]
fn refused_for(answer: &Answer, seconds: i64) {
    let body = answer.error(429, "too_many_requests");
    assert_eq!(body["errors"], json!([{"msg": body["message"]}]));
    let wait = answer.header("retry-after").unwrap();
    assert_eq!(wait.parse(), Ok(seconds), "{wait}");
    let unit = if seconds == 1 { "second" } else { "seconds" };
    let words = format!("Try again in {seconds} {unit}.");
    answer.says(429, "too_many_requests", &words);
    assert_eq!(answer.header("www-authenticate"), None);
}

#[actix_web::test]
async fn after_ten_failures_the_wait_doubles_up_to_a_quarter_of_an_hour() {
    let (world, person) = World::with_person().await;
    for email in [&person.email, NOBODY] {
        ten_failures(&world, email).await;
        for wait in [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900] {
            let looked_at = world.passwords.verifications();
            refused_for(&guess(&world, email).await, wait);
            world
                .clock
                .advance(TimeDelta::milliseconds(1000 * wait - 999));
            refused_for(&guess(&world, email).await, 1);
            assert_eq!(world.passwords.verifications(), looked_at);
            world.clock.advance(TimeDelta::milliseconds(999));
            guess(&world, email).await.error(401, "invalid_credentials");
        }
        world.clock.advance(TimeDelta::hours(1));
    }
}

#[actix_web::test]
async fn the_wait_is_told_in_whole_seconds_that_suffice() {
    let world = World::new().await;
    ten_failures(&world, NOBODY).await;
    world.clock.advance(TimeDelta::seconds(1));
    guess(&world, NOBODY)
        .await
        .error(401, "invalid_credentials");
    world.clock.advance(TimeDelta::microseconds(1));
    refused_for(&guess(&world, NOBODY).await, 2);
    world.clock.advance(TimeDelta::seconds(1));
    refused_for(&guess(&world, NOBODY).await, 1);
}

#[actix_web::test]
async fn accounts_that_do_not_exist_are_answered_alike() {
    let mut told_of = Vec::new();
    for exists in [true, false] {
        let (world, person) = World::with_person().await;
        let email = if exists { &person.email } else { NOBODY };
        let mut answers = Vec::new();
        for _ in 0..13 {
            answers.push(told(&guess(&world, email).await));
        }
        world.clock.advance(TimeDelta::seconds(1));
        for _ in 0..2 {
            answers.push(told(&guess(&world, email).await));
        }
        told_of.push((answers, world.passwords.verifications()));
    }
    assert_eq!(told_of[0], told_of[1]);
}

#[actix_web::test]
async fn of_a_hundred_guesses_at_once_no_more_are_hashed_than_the_limit() {
    let cores = available_parallelism().map_or(1, usize::from);
    let mut told_by_status = BTreeMap::new();
    for exists in [true, false] {
        let (world, person) = World::with_person().await;
        let email = if exists { &person.email } else { NOBODY };
        let guesses = (0..100).map(|_| guess(&world, email).into_future());
        let owner = try_password(&world, &person.email, PASSWORD, ELSEWHERE).into_future();
        let (answers, owner) = futures_util::future::join(join_all(guesses), owner).await;
        owner.json(200);
        let hashed = world.passwords.verifications() - 1;
        assert!((10..=10 + cores).contains(&hashed), "{hashed}");
        let failed = answers.iter().filter(|answer| answer.status == 401);
        assert_eq!(failed.count(), hashed);
        assert!(answers.iter().any(|answer| answer.status == 429));
        for answer in &answers {
            // 503: no more may wait for their turn.
            assert!([401, 429, 503].contains(&answer.status), "{}", answer.text);
            let first = told_by_status
                .entry(answer.status)
                .or_insert_with(|| told(answer));
            assert_eq!(told(answer), *first, "the account exists: {exists}");
        }
    }
}

#[actix_web::test]
async fn the_right_password_waits_only_for_this_account_and_address() {
    let (world, person, neighbour) = World::with_two().await;
    ten_failures(&world, &person.email).await;
    let right = || try_password(&world, &person.email, PASSWORD, GUESSER).into_future();
    refused_for(&right().await, 1);
    let elsewhere = try_password(&world, &person.email, PASSWORD, ELSEWHERE);
    elsewhere.await.json(200);
    let neighbour = try_password(&world, &neighbour.email, PASSWORD, GUESSER);
    neighbour.await.json(200);
    refused_for(&right().await, 1);
    world.clock.advance(TimeDelta::seconds(1));
    right().await.json(200);
}

#[actix_web::test]
async fn existing_sessions_and_keys_still_work() {
    let (world, person) = World::with_person().await;
    ten_failures(&world, &person.email).await;
    world.user(&person.token).peer(GUESSER).await.json(200);
    person.key.get("/v1/inboxes").peer(GUESSER).await.json(200);
    let refresh = world.refresh(&person.refresh_token).peer(GUESSER);
    refresh.await.json(200);
}

#[actix_web::test]
async fn letter_case_makes_no_other_account() {
    let (world, person) = World::with_person().await;
    for _ in 0..5 {
        for email in [person.email.to_uppercase(), format!(" {} ", person.email)] {
            let answer = guess(&world, &email).await;
            answer.error(401, "invalid_credentials");
        }
    }
    refused_for(&guess(&world, &person.email).await, 1);
}

#[actix_web::test]
async fn the_throttle_can_be_turned_off() {
    let world = World::with(|settings| settings.services.login_throttle = false).await;
    for _ in 0..60 {
        let answer = guess(&world, NOBODY).await;
        answer.error(401, "invalid_credentials");
    }
}
