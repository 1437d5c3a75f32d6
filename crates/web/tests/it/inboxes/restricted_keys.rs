//! Which inboxes a key reaches that is limited to some of them.

use serde_json::json;

use crate::support::{Account, Credential, World};

/// A key that reaches the first inbox of the person, and the id of another inbox.
async fn restricted(person: &Account) -> (Credential, String) {
    let other = person
        .key
        .post("/v1/inboxes")
        .json(&json!({"name": "Other"}));
    let other = other.await.json(201);
    let body = json!({"name": "Restricted", "inbox_ids": [person.inbox_id]});
    let (_, key) = person.create_key(&body).await;
    (key, other["id"].as_str().unwrap().to_owned())
}

#[actix_web::test]
async fn a_restricted_key_reaches_its_inboxes_alone() {
    let (_, person) = World::with_person().await;
    let (key, other) = restricted(&person).await;
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
    let (_, person) = World::with_person().await;
    let (key, _) = restricted(&person).await;
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
