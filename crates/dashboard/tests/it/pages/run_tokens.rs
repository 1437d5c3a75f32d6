//! The run tokens of a key on its page: listed, and ended one by one or all together.

use actix_web::test::TestRequest;
use chrono::Duration;
use sendook_domain::entities::Role;
use serde_json::{Value, json};

use crate::support::World;

/// Makes a run token of a key.
async fn made(world: &World, key: &str, label: &str) -> String {
    let body = json!({"grant_type": "client_credentials", "label": label});
    let request = TestRequest::post().uri("/oauth/token").set_json(body);
    let bearer = ("authorization", format!("Bearer {key}"));
    let answer = world.send(request.insert_header(bearer)).await;
    let answer: Value = serde_json::from_str(&answer.text).unwrap();
    answer["access_token"].as_str().unwrap().to_owned()
}

#[actix_web::test]
async fn they_are_listed_newest_first_and_ended_one_by_one() {
    let (world, ada) = World::with_ada().await;
    let (id, key) = ada.generate("Agent").await;
    let page = format!("/api-keys/{id}");
    ada.get(&page).await.shows("There are none now.");
    let older = made(&world, &key, "import").await;
    world.clock.advance(Duration::milliseconds(10));
    let newer = made(&world, &key, "<b>report</b>").await;
    let shown = ada.get(&page).await;
    shown.shows(">import</a>");
    shown.shows("in 15 minutes");
    let token = format!("token_{}", shown.between("/tokens/token_", "/end"));
    let audit = format!("/audit?about={token}");
    shown.shows(&format!(
        "href=\"{audit}\">&#60;b&#62;report&#60;/b&#62;</a>"
    ));
    ada.get(&audit).await.shows("Made a run token");
    let path = format!("{page}/tokens/{token}/end");
    let asked = ada.get(&path).await;
    asked.shows("End the run token “&#60;b&#62;report");
    assert_eq!(world.with_key(&newer).await, 200);
    let ended = ada.submit_from(&asked, &path, &[]).await;
    assert_eq!(ended.location(), format!("{page}?notice=run-token-ended"));
    for (credential, status) in [(&newer, 401), (&older, 200), (&key, 200)] {
        assert_eq!(world.with_key(credential).await, status);
    }
    assert_eq!(ada.submit_from(&asked, &path, &[]).await.status, 404);
    assert_eq!(ada.get(&path).await.status, 404);
}

#[actix_web::test]
async fn they_end_together_and_leave_the_key() {
    let (world, ada) = World::with_ada().await;
    let (id, key) = ada.generate("Agent").await;
    let (_, other) = ada.generate("Other").await;
    let theirs = made(&world, &other, "theirs").await;
    let mut tokens = Vec::new();
    for _ in 0..21 {
        tokens.push(made(&world, &key, "run").await);
    }
    let page = format!("/api-keys/{id}");
    let shown = ada.get(&page).await;
    assert_eq!(shown.text.matches(">run</a>").count(), 20);
    shown.shows("These are the newest 20; there are more.");
    let path = format!("{page}/tokens/end-all");
    ada.get(&path).await.shows("End all run tokens?");
    let ended = ada.submit(&path, &path, &[]).await;
    assert_eq!(ended.location(), format!("{page}?notice=run-tokens-ended"));
    for token in &tokens {
        assert_eq!(world.with_key(token).await, 401);
    }
    for left in [&key, &other, &theirs] {
        assert_eq!(world.with_key(left).await, 200);
    }
}

#[actix_web::test]
async fn a_member_sees_them_and_cannot_end_them() {
    let (world, ada) = World::with_ada().await;
    let (id, key) = ada.generate("Agent").await;
    made(&world, &key, "import").await;
    let max = world.colleague(&ada, Role::Member).await;
    let shown = max.get(&format!("/api-keys/{id}")).await;
    shown.shows("import");
    for offered in ["End…", "End all", "/audit?about"] {
        shown.hides(offered);
    }
}

#[actix_web::test]
async fn one_that_has_expired_is_not_listed() {
    let (world, ada) = World::with_ada().await;
    let (id, key) = ada.generate("Agent").await;
    made(&world, &key, "import").await;
    world.clock.advance(Duration::minutes(15));
    let shown = ada.get(&format!("/api-keys/{id}")).await;
    shown.shows("There are none now.");
}
