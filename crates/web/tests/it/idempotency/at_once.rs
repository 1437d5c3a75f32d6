//! One request that is sent several times at once.

use futures_util::future::join_all;
use serde_json::json;

use super::{KEY, with_key};
use crate::support::World;

#[actix_web::test]
async fn one_is_carried_out_and_the_others_get_its_answer() {
    let (_, person) = World::with_person().await;
    let body = json!({"name": "Made"});
    let twin = || with_key(person.key.post("/v1/api_keys").json(&body), KEY);
    let twins = (0..8).map(|_| twin().into_future());
    let answers = join_all(twins).await;
    for answer in &answers {
        answer.json(201);
        assert_eq!(answer.text, answers[0].text);
    }
    let firsts = answers.iter();
    let firsts = firsts.filter(|answer| answer.header("idempotent-replay").is_none());
    assert_eq!(firsts.count(), 1);
    let keys = person.get("/api_keys").await.json(200);
    assert_eq!(keys.as_array().unwrap().len(), 2, "and the first one");
}
