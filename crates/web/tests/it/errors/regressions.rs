//! Faults that Sendook is known for: each test fails if one comes back. Those that are not here stand with
//! their subject: disabled keys in `api_keys::states`, secrets in `credentials::shown_once`, registration in `errors::store_failures`, origins in
//! `http::cors`, addresses of other domains in `inboxes::addresses`.

use serde_json::json;

use crate::support::{PASSWORD, World};

#[actix_web::test]
async fn a_stranger_is_not_let_into_an_organization_by_its_id() {
    let world = World::new().await;
    let (person, stranger) = (world.register().await, world.register().await);
    for path in [
        person.path(""),
        person.path("/api_keys"),
        person.path("/inboxes"),
    ] {
        world
            .get(&path)
            .bearer(&stranger.token)
            .await
            .error(403, "forbidden");
    }
}

#[actix_web::test]
async fn arrays_are_no_email_addresses() {
    let world = World::new().await;
    let person = world.register().await;
    for email in [
        json!([person.email]),
        json!([person.email, "b@example.com"]),
        json!([[]]),
    ] {
        let body = json!({"email": email, "password": PASSWORD, "first_name": "Eve"});
        for path in ["/auth/login", "/auth/register"] {
            assert_eq!(
                world.post(path).json(&body).await.faulty_fields(),
                ["email"]
            );
        }
        let make = world.post("/v1/inboxes").bearer(&person.key).json(&body);
        assert_eq!(make.await.faulty_fields(), ["email"]);
    }
}

#[actix_web::test]
async fn operators_in_place_of_texts_match_nothing() {
    let world = World::new().await;
    let person = world.register().await;
    for operator in [
        json!({"$ne": null}),
        json!({"$gt": ""}),
        json!({"$regex": ".*"}),
    ] {
        let body = json!({"email": person.email, "password": operator});
        assert_eq!(
            world.post("/auth/login").json(&body).await.faulty_fields(),
            ["password"]
        );
        let body = json!({"email": operator, "password": PASSWORD});
        assert_eq!(
            world.post("/auth/login").json(&body).await.faulty_fields(),
            ["email"]
        );
        let body = json!({"access_token": operator, "token": operator});
        world
            .post("/v1/inboxes")
            .json(&body)
            .await
            .error(401, "missing_credentials");
    }
}

#[actix_web::test]
async fn malformed_ids_are_no_defect() {
    let world = World::new().await;
    let person = world.register().await;
    for id in [
        "1",
        "undefined",
        "null",
        "[object",
        "{}",
        "507f1f77bcf86cd799439011",
        "'--",
        "*",
    ] {
        for collection in ["inboxes", "api_keys"] {
            let path = format!("/v1/{collection}/{}", id.replace(['{', '}'], "$"));
            world
                .get(&path)
                .bearer(&person.key)
                .await
                .error(404, "not_found");
        }
        let path = format!("/organizations/{}", id.replace(['{', '}'], "$"));
        world
            .get(&path)
            .bearer(&person.token)
            .await
            .error(403, "forbidden");
    }
}
