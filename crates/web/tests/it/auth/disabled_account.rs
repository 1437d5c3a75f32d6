//! What clients see of an account that an operator disabled.

use serde_json::{Value, json};

use crate::support::{Answer, PASSWORD, World};

async fn log_in(world: &World, email: &str, password: &str) -> Answer {
    let body = json!({"email": email, "password": password});
    world.post("/auth/login").json(&body).await
}

fn without_request_id(answer: &Answer) -> Value {
    let mut body = answer.error(401, "invalid_credentials");
    body["requestId"] = json!("");
    body
}

#[actix_web::test]
async fn it_is_answered_as_a_wrong_password_and_its_tokens_are_unknown() {
    let (world, person) = World::with_person().await;
    let other = world.begin_session(&person.email).await;
    let administration = &world.api.services.administration;
    administration.disable(&person.user()).unwrap();
    for access in [&person.token, &other.access] {
        world.user(access).await.error(401, "invalid_token");
    }
    let refresh = world.refresh(&other.refresh).await;
    refresh.error(401, "invalid_token");
    let wrong = log_in(&world, "nobody@example.com", PASSWORD).await;
    let disabled = log_in(&world, &person.email, PASSWORD).await;
    assert_eq!(without_request_id(&disabled), without_request_id(&wrong));
    person.key.get("/v1/whoami").await.json(200);

    administration.enable(&person.user()).unwrap();
    world.user(&person.token).await.error(401, "invalid_token");
    log_in(&world, &person.email, PASSWORD).await.json(200);
}

#[actix_web::test]
async fn a_user_says_whether_the_address_is_verified() {
    let (world, person) = World::with_person().await;
    let user = world.user(&person.token).await.json(200);
    assert_eq!(user["emailVerified"], false);
    let administration = &world.api.services.administration;
    administration.verify_email(&person.user()).unwrap();
    let user = world.user(&person.token).await.json(200);
    assert_eq!(user["emailVerified"], true);
}
