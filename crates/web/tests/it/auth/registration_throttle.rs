//! Registrations from one address, as clients see it.

use chrono::TimeDelta;
use serde_json::json;

use crate::support::{Ask, PASSWORD, World};

const CLIENT: &str = "203.0.113.5:4711";

fn register(world: &World, number: usize, peer: &str) -> Ask {
    let email = format!("grace.{number}@example.com");
    let body = json!({"email": email, "password": PASSWORD, "first_name": "Grace"});
    world.post("/auth/register").json(&body).peer(peer)
}

async fn thirty(world: &World, peer: &str) {
    for number in 0..30 {
        register(world, number, peer).await.json(201);
    }
}

#[actix_web::test]
async fn the_thirty_first_within_an_hour_is_told_how_long_to_wait() {
    let world = World::new().await;
    thirty(&world, CLIENT).await;
    world.clock.advance(TimeDelta::milliseconds(600_001));
    let hashed = world.passwords.hashes();
    for number in [30, 0] {
        let refused = register(&world, number, CLIENT).await;
        let body = refused.error(429, "too_many_requests");
        assert_eq!(body["errors"], json!([{"msg": body["message"]}]));
        assert_eq!(refused.header("retry-after"), Some("3000"));
    }
    assert_eq!(world.passwords.hashes(), hashed);
    world.clock.advance(TimeDelta::seconds(3_000));
    register(&world, 30, CLIENT).await.json(201);
}

#[actix_web::test]
async fn other_addresses_and_the_logins_of_this_one_go_on() {
    let world = World::new().await;
    thirty(&world, CLIENT).await;
    register(&world, 30, "198.51.100.1:80").await.json(201);
    let body = json!({"email": "grace.0@example.com", "password": PASSWORD});
    let login = world.post("/auth/login").json(&body).peer(CLIENT);
    login.await.json(200);
}

#[actix_web::test]
async fn what_is_invalid_does_not_count() {
    let world = World::new().await;
    for _ in 0..40 {
        let body =
            json!({"email": "grace@example.com", "password": "password123", "first_name": "Grace"});
        let refused = world.post("/auth/register").json(&body).peer(CLIENT);
        refused.await.error(400, "validation_failed");
    }
    thirty(&world, CLIENT).await;
}

#[actix_web::test]
async fn it_is_turned_off_with_the_throttle_of_logins() {
    let world = World::with(|settings| settings.services.login_throttle = false).await;
    thirty(&world, CLIENT).await;
    register(&world, 30, CLIENT).await.json(201);
}
