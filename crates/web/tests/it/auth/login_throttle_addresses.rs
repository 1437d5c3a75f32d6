//! What counts as one address, and guessing at many accounts from it.

use chrono::TimeDelta;
use sendook_domain::values::AddressRange;
use sendook_web::TrustedProxies;
use serde_json::json;

use crate::support::{Answer, Ask, PASSWORD, World};

fn guess(world: &World, account: usize, peer: &str) -> Ask {
    let email = format!("nobody.{account}@example.com");
    let body = json!({"email": email, "password": "wrong horse battery staple"});
    world.post("/auth/login").json(&body).peer(peer)
}

/// Whether a guess was looked at.
#[track_caller]
fn looked_at(answer: &Answer) -> bool {
    let looked_at = answer.status != 429;
    if looked_at {
        answer.error(401, "invalid_credentials");
    } else {
        answer.error(429, "too_many_requests");
    }
    looked_at
}

async fn ten_failures(world: &World, peer: &str) {
    for _ in 0..10 {
        assert!(looked_at(&guess(world, 0, peer).await));
    }
}

/// After ten failures from `peer`, whether a guess from `other` at the same account is looked at.
async fn counts_apart(peer: &str, other: &str) -> bool {
    let world = World::new().await;
    ten_failures(&world, peer).await;
    assert!(!looked_at(&guess(&world, 0, peer).await));
    looked_at(&guess(&world, 0, other).await)
}

#[actix_web::test]
async fn a_64_of_ipv6_is_one_address() {
    let peer = "[2001:db8:1:2::1]:80";
    assert!(!counts_apart(peer, "[2001:db8:1:2:ffff:ffff:ffff:ffff]:80").await);
    assert!(counts_apart(peer, "[2001:db8:1:3::1]:80").await);
}

#[actix_web::test]
async fn a_mapped_ipv4_address_is_that_address() {
    let peer = "[::ffff:192.0.2.1]:80";
    assert!(!counts_apart(peer, "192.0.2.1:4711").await);
    assert!(counts_apart(peer, "[::ffff:192.0.2.2]:80").await);
}

#[actix_web::test]
async fn clients_behind_one_proxy_count_apart() {
    let ranges = vec![AddressRange::parse("10.0.0.0/8").unwrap()];
    let trust = |trusted: bool| {
        let ranges = if trusted { ranges.clone() } else { vec![] };
        World::with(|settings| settings.trusted_proxies = TrustedProxies::new(ranges))
    };
    for trusted in [true, false] {
        let world = trust(trusted).await;
        let from = |client: &'static str| {
            let ask = guess(&world, 0, "10.0.0.1:80");
            ask.header(("x-forwarded-for", client)).into_future()
        };
        for _ in 0..10 {
            assert!(looked_at(&from("203.0.113.5").await));
        }
        assert!(!looked_at(&from("203.0.113.5").await));
        assert_eq!(looked_at(&from("203.0.113.6").await), trusted);
    }
}

#[actix_web::test]
async fn after_fifty_failures_an_address_waits_for_every_account() {
    let (world, person) = World::with_person().await;
    let peer = "203.0.113.5:4711";
    for account in 0..50 {
        assert!(looked_at(&guess(&world, account, peer).await), "{account}");
    }
    for wait in [1, 2, 4] {
        let answer = guess(&world, 99, peer).await;
        assert!(!looked_at(&answer));
        assert_eq!(
            answer.header("retry-after"),
            Some(wait.to_string().as_str())
        );
        world.clock.advance(TimeDelta::seconds(wait));
        assert!(looked_at(&guess(&world, 98, peer).await));
    }
    assert!(looked_at(&guess(&world, 99, "203.0.113.6:4711").await));
    world.user(&person.token).peer(peer).await.json(200);
}

#[actix_web::test]
async fn an_address_is_forgiven_after_five_minutes() {
    let world = World::new().await;
    let peer = "203.0.113.5:4711";
    for account in 0..49 {
        assert!(looked_at(&guess(&world, account, peer).await));
    }
    world.clock.advance(TimeDelta::minutes(5));
    for account in 50..100 {
        assert!(looked_at(&guess(&world, account, peer).await), "{account}");
    }
    assert!(!looked_at(&guess(&world, 0, peer).await));
}

#[actix_web::test]
async fn a_clock_that_is_set_back_keeps_neither_account_nor_address_waiting() {
    let (world, person) = World::with_person().await;
    world.clock.advance(TimeDelta::hours(3));
    for number in 0..50 {
        let email = match number {
            0..10 => person.email.clone(),
            _ => format!("guess-{number}@example.com"),
        };
        let body = json!({"email": email, "password": "wrong horse battery staple"});
        world
            .post("/auth/login")
            .json(&body)
            .await
            .error(401, "invalid_credentials");
    }
    let body = json!({"email": person.email, "password": PASSWORD});
    let refused = world.post("/auth/login").json(&body).await;
    refused.error(429, "too_many_requests");
    world.clock.advance(-TimeDelta::hours(3));
    world.post("/auth/login").json(&body).await.json(200);
}
