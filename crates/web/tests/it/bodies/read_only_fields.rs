//! What a body says of fields that the server owns does not count.

use serde_json::{Value, json};

use crate::support::{PASSWORD, World};

#[actix_web::test]
async fn fields_of_the_server_and_unknown_ones_are_ignored() {
    let world = World::new().await;
    let stranger = world.register().await;
    let foreign = json!({"id": "x", "_id": "x", "organizationId": stranger.organization_id,
        "organization_id": stranger.organization_id, "active": false, "createdAt": "1999-01-01T00:00:00Z",
        "createdBy": "x", "key": "x", "hint": "x", "role": "member", "lastUsedAt": "1999-01-01T00:00:00Z",
        "__proto__": {"admin": true}, "$set": {"role": "owner"}, "\u{0}": 1});
    let mut body = foreign.clone();
    body["email"] = json!("a@example.com");
    body["password"] = json!(PASSWORD);
    body["first_name"] = json!("Ada");
    let made = world.post("/auth/register").json(&body).await.json(201);
    let (key, token) = (
        made["apiKey"]["key"].as_str().unwrap(),
        made["token"].as_str().unwrap(),
    );
    assert_eq!(made["organization"]["role"], "owner");

    body = foreign.clone();
    body["name"] = json!("One");
    let made_key = world
        .post("/v1/api_keys")
        .bearer(key)
        .json(&body)
        .await
        .json(201);
    let made_inbox = world
        .post("/v1/inboxes")
        .bearer(key)
        .json(&body)
        .await
        .json(201);
    for thing in [
        &made["user"],
        &made["organization"],
        &made["apiKey"],
        &made_key,
        &made_inbox,
    ] {
        assert_ne!(thing["id"], "x");
        assert_eq!(thing["_id"], thing["id"]);
        assert_eq!(thing["createdAt"], "2026-03-01T10:00:00.000Z");
    }
    for thing in [&made["apiKey"], &made_key, &made_inbox] {
        assert_eq!(thing["organizationId"], made["organization"]["id"]);
    }
    for thing in [&made["apiKey"], &made_key] {
        assert_eq!(thing["active"], true);
        assert_eq!(thing["lastUsedAt"], Value::Null);
    }
    let path = format!(
        "/organizations/{}",
        made["organization"]["id"].as_str().unwrap()
    );
    body.as_object_mut().unwrap().remove("role");
    let renamed = world.patch(&path).bearer(token).json(&body).await.json(200);
    assert_eq!(renamed["role"], "owner");
    assert_eq!(renamed["id"], made["organization"]["id"]);
}

#[actix_web::test]
async fn a_change_leaves_what_the_server_owns() {
    let (_, person) = World::with_person().await;
    let own = format!("/v1/api_keys/{}", person.key_id);
    let before = person.key.get(&own).await.json(200);
    let name = &before["name"];
    let body = json!({"id": "x", "_id": "x", "organizationId": "x", "createdBy": "x", "name": name,
        "createdAt": "1999-01-01T00:00:00Z", "updated_at": "1999-01-01T00:00:00Z"});
    assert_eq!(person.key.patch(&own).json(&body).await.json(200), before);
}
