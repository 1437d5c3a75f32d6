//! Organizations that people make besides their first one, and the end of one.

use serde_json::{Value, json};

use crate::support::World;

#[actix_web::test]
async fn whoever_makes_an_organization_owns_it() {
    let (_, person) = World::with_person().await;
    let ask = person.token.post("/organizations");
    let made = ask.json(&json!({"name": " Second "})).await.json(201);
    assert_eq!(made["name"], "Second");
    assert_eq!(made["role"], "owner");
    assert_eq!(made["id"], made["_id"]);
    let path = format!("/organizations/{}", made["id"].as_str().unwrap());
    assert_eq!(person.token.get(&path).await.json(200), made);
    let keys = person.token.get(&format!("{path}/api_keys")).await;
    assert_eq!(keys.json(200), json!([]));
    let ask = person.token.post("/organizations").json(&json!({}));
    assert_eq!(ask.await.faulty_fields(), ["name"]);
}

#[actix_web::test]
async fn an_organization_ends_with_all_that_is_in_it() {
    let (world, person, neighbour) = World::with_two().await;
    let run = person.key.run_token(&json!({})).await;
    let inbox = person.get(&format!("/inboxes/{}", person.inbox_id));
    let address = inbox.await.json(200)["email"].clone();
    let shown = person.get("").await.json(200);
    assert_eq!(person.delete("").await.json(200), shown);
    world.try_key(&person.key).await.error(401, "invalid_token");
    world.try_key(&run).await.error(401, "invalid_token");
    for below in ["", "/api_keys", "/inboxes", "/members", "/audit"] {
        person.get(below).await.error(403, "forbidden");
    }
    person.delete("").await.error(403, "forbidden");
    world.try_key(&neighbour.key).await.json(200);
    // The address is free again.
    let ask = neighbour.post("/inboxes").json(&json!({"email": address}));
    ask.await.json(201);
}

#[actix_web::test]
async fn somebody_without_an_organization_is_still_somebody() {
    let (world, person) = World::with_person().await;
    person.delete("").await.json(200);
    let token = world.log_in(&person.email).await;
    let user = world.user(&token).await.json(200);
    assert_eq!(user["organizations"], json!([]));
    let whoami = token.get("/v1/whoami").await.json(200);
    assert_eq!(whoami["organizations"], json!([]));
    assert_eq!(
        token.get("/organizations").await.json(200),
        Value::Array(vec![])
    );
    let ask = token.post("/organizations").json(&json!({"name": "Again"}));
    ask.await.json(201);
}
