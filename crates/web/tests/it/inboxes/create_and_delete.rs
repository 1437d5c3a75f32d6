//! `/v1/inboxes` and `/organizations/{id}/inboxes`.

use serde_json::{Value, json};

use crate::support::{Account, Answer, Credential, World};

async fn create(world: &World, key: &str, body: Value) -> Answer {
    world.post("/v1/inboxes").bearer(key).json(&body).await
}

#[actix_web::test]
async fn an_inbox_needs_neither_name_nor_body() {
    let (_, person) = World::with_person().await;
    let inbox = person.key.post("/v1/inboxes").await.json(201);
    assert_eq!(inbox["email"], "inbox@sendook.com");
    assert_eq!(inbox.get("name"), None);
}

#[actix_web::test]
async fn both_prefixes_show_the_same_inboxes() {
    let (_, person) = World::with_person().await;
    let [through_key, through_token] = person.both("GET", "/inboxes");
    let listed = through_key.await.json(200);
    assert_eq!(listed, through_token.await.json(200));
    for one in person.both("GET", &format!("/inboxes/{}", person.inbox_id)) {
        assert_eq!(listed, json!([one.await.json(200)]));
    }
}

async fn restricted(world: &World, person: &Account) -> (Credential, String) {
    let other = create(world, &person.key, json!({"name": "Other"}))
        .await
        .json(201);
    let body = json!({"name": "Restricted", "inbox_ids": [person.inbox_id]});
    let (_, key) = person.create_key(&body).await;
    (key, other["id"].as_str().unwrap().to_owned())
}

#[actix_web::test]
async fn a_restricted_key_reaches_its_inboxes_alone() {
    let (world, person) = World::with_person().await;
    let (key, other) = restricted(&world, &person).await;
    let list = key.get("/v1/inboxes").await.json(200);
    assert_eq!(list.as_array().unwrap().len(), 1);
    assert_eq!(list[0]["id"], person.inbox_id);
    let other = format!("/v1/inboxes/{other}");
    key.get(&other).await.error(404, "not_found");
    key.delete(&other).await.error(404, "not_found");
    key.post("/v1/inboxes").await.error(403, "forbidden");
    person.key.get(&other).await.json(200);
}

#[actix_web::test]
async fn a_restricted_key_whose_last_inbox_is_gone_reaches_none() {
    let (world, person) = World::with_person().await;
    let (key, _) = restricted(&world, &person).await;
    let own = format!("/v1/inboxes/{}", person.inbox_id);
    let shown = key.get(&own).await.json(200);
    assert_eq!(key.delete(&own).await.json(200), shown);
    person.key.delete(&own).await.error(404, "not_found");
    assert_eq!(key.get("/v1/inboxes").await.json(200), json!([]));
    assert_eq!(
        key.get("/v1/whoami").await.json(200)["apiKey"]["inboxIds"],
        json!([])
    );
}

#[actix_web::test]
async fn what_is_no_id_is_not_found_under_either_prefix() {
    let (_, person) = World::with_person().await;
    let malformed = "$ne a.b .. 1 undefined null [object $$ 507f1f77bcf86cd799439011 '-- *";
    let (unknown, long) = ("inbox_01h455vb4pex5vsknk084sn02q", "x".repeat(65));
    for id in malformed.split(' ').chain([unknown, &long, &person.key_id]) {
        for method in ["GET", "DELETE"] {
            for ask in person.both(method, &format!("/inboxes/{id}")) {
                ask.await.error(404, "not_found");
            }
        }
    }
}
