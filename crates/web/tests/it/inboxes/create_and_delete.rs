//! `/v1/inboxes` and `/organizations/{id}/inboxes`.

use serde_json::{Value, json};

use crate::support::{Account, Answer, World};

async fn create(world: &World, key: &str, body: Value) -> Answer {
    world.post("/v1/inboxes").bearer(key).json(&body).await
}

#[actix_web::test]
async fn an_inbox_needs_neither_name_nor_body() {
    let world = World::new().await;
    let person = world.register().await;
    let inbox = world
        .post("/v1/inboxes")
        .bearer(&person.key)
        .await
        .json(201);
    assert_eq!(inbox["email"], "inbox@sendook.com");
    assert_eq!(inbox.get("name"), None);
}

#[actix_web::test]
async fn both_roofs_show_the_same_inboxes() {
    let world = World::new().await;
    let person = world.register().await;
    let (inbox, path) = (
        format!("/inboxes/{}", person.inbox_id),
        person.path("/inboxes"),
    );
    let through_key = world.get("/v1/inboxes").bearer(&person.key).await.json(200);
    let through_token = world.get(&path).bearer(&person.token).await.json(200);
    assert_eq!(through_key, through_token);
    let one = world
        .get(&format!("/v1{inbox}"))
        .bearer(&person.key)
        .await
        .json(200);
    assert_eq!(through_key, json!([one]));
    let one_more = world
        .get(&person.path(&inbox))
        .bearer(&person.token)
        .await
        .json(200);
    assert_eq!(one, one_more);
}

async fn restricted(world: &World, person: &Account) -> (String, String) {
    let other = create(world, &person.key, json!({"name": "Other"}))
        .await
        .json(201);
    let body = json!({"name": "Restricted", "inbox_ids": [person.inbox_id]});
    let (_, key) = world.create_key(person, &body).await;
    (key, other["id"].as_str().unwrap().to_owned())
}

#[actix_web::test]
async fn a_restricted_key_reaches_its_inboxes_alone() {
    let world = World::new().await;
    let person = world.register().await;
    let (key, other) = restricted(&world, &person).await;
    let list = world.get("/v1/inboxes").bearer(&key).await.json(200);
    assert_eq!(list.as_array().unwrap().len(), 1);
    assert_eq!(list[0]["id"], person.inbox_id);
    let other = format!("/v1/inboxes/{other}");
    world.get(&other).bearer(&key).await.error(404, "not_found");
    world
        .delete(&other)
        .bearer(&key)
        .await
        .error(404, "not_found");
    world
        .post("/v1/inboxes")
        .bearer(&key)
        .await
        .error(403, "forbidden");
    world.get(&other).bearer(&person.key).await.json(200);
}

#[actix_web::test]
async fn a_restricted_key_whose_last_inbox_is_gone_reaches_none() {
    let world = World::new().await;
    let person = world.register().await;
    let (key, _) = restricted(&world, &person).await;
    let own = format!("/v1/inboxes/{}", person.inbox_id);
    let shown = world.get(&own).bearer(&key).await.json(200);
    assert_eq!(world.delete(&own).bearer(&key).await.json(200), shown);
    world
        .delete(&own)
        .bearer(&person.key)
        .await
        .error(404, "not_found");
    assert_eq!(
        world.get("/v1/inboxes").bearer(&key).await.json(200),
        json!([])
    );
    assert_eq!(
        world.get("/v1/whoami").bearer(&key).await.json(200)["apiKey"]["inboxIds"],
        json!([])
    );
}

#[actix_web::test]
async fn what_is_no_id_is_not_found() {
    let world = World::new().await;
    let person = world.register().await;
    for id in [
        "inbox_01h455vb4pex5vsknk084sn02q",
        "$ne",
        "a.b",
        "..",
        &"x".repeat(65),
        &person.key_id,
    ] {
        let path = format!("/v1/inboxes/{id}");
        world
            .get(&path)
            .bearer(&person.key)
            .await
            .error(404, "not_found");
        world
            .delete(&path)
            .bearer(&person.key)
            .await
            .error(404, "not_found");
    }
}
