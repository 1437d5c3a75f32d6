//! What `docs/compatibility.md` says of differences that no other test is about.

use serde_json::json;

use crate::support::World;

#[actix_web::test]
async fn an_unknown_route_is_not_found_with_and_without_a_credential() {
    let world = World::new().await;
    let person = world.register().await;
    for path in ["/v1/messages", "/v1", "/organizations/org_1/domains"] {
        world.get(path).await.error(404, "not_found");
        let asked = world.get(path).bearer(&person.key).await;
        asked.error(404, "not_found");
    }
}

#[actix_web::test]
async fn options_without_a_listed_origin_says_nothing_about_cors() {
    let world = World::new().await;
    for (path, status) in [("/v1/inboxes", 405), ("/v1/messages", 404)] {
        let answer = world
            .ask("OPTIONS", path)
            .header(("origin", "https://app.example.com"))
            .await;
        answer.json(status);
        assert_eq!(answer.header("access-control-allow-origin"), None, "{path}");
    }
}

#[actix_web::test]
async fn deleting_an_unknown_key_is_not_found() {
    let world = World::new().await;
    let person = world.register().await;
    let roofs = [
        ("/v1/api_keys/key_unknown".to_owned(), &person.key),
        (person.path("/api_keys/key_unknown"), &person.token),
    ];
    for (path, credential) in roofs {
        let answer = world.delete(&path).bearer(credential).await;
        answer.error(404, "not_found");
    }
}

#[actix_web::test]
async fn null_is_an_absent_name() {
    let world = World::new().await;
    let person = world.register().await;
    let unnamed = json!({"name": null});
    let inbox = world.post("/v1/inboxes").bearer(&person.key).json(&unnamed);
    assert_eq!(inbox.await.json(201).get("name"), None);
    let key = world
        .post("/v1/api_keys")
        .bearer(&person.key)
        .json(&unnamed);
    let refused = key.await;
    refused.error(400, "validation_failed");
    assert_eq!(refused.faulty_fields(), ["name"]);
}

#[actix_web::test]
async fn names_have_at_most_100_characters_everywhere() {
    let world = World::new().await;
    let person = world.register().await;
    let routes = [
        ("/v1/inboxes".to_owned(), &person.key),
        ("/v1/api_keys".to_owned(), &person.key),
        (person.path("/inboxes"), &person.token),
        (person.path("/api_keys"), &person.token),
    ];
    for (path, credential) in routes {
        for (length, status) in [(100, 201), (101, 400)] {
            let body = json!({"name": "ä".repeat(length)});
            let answer = world.post(&path).bearer(credential).json(&body).await;
            answer.json(status);
        }
    }
}

#[actix_web::test]
async fn a_resource_has_its_id_under_both_names() {
    let world = World::new().await;
    let person = world.register().await;
    for path in ["/v1/inboxes", "/v1/api_keys"] {
        for item in world
            .get(path)
            .bearer(&person.key)
            .await
            .json(200)
            .as_array()
            .unwrap()
        {
            assert_eq!(item["id"], item["_id"], "{path}");
            assert!(item["id"].is_string(), "{path}");
        }
    }
}
