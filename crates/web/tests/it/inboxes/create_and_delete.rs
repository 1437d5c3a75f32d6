//! `/v1/inboxes` and `/organizations/{id}/inboxes`.

use serde_json::json;

use crate::support::World;

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
