//! Rotating with grace: both secrets are seen, and either can be ended.

use actix_web::test::TestRequest;
use chrono::Duration;
use serde_json::json;

use crate::support::{Browser, World};

/// A key in rotation: its page, the old secret and the new one.
async fn rotated(ada: &Browser, grace: &str) -> (String, String, String) {
    let (id, old) = ada.generate("Worker").await;
    let page = format!("/api-keys/{id}");
    let path = format!("{page}/rotate");
    let new = ada
        .submit(&path, &path, &[("grace_seconds", grace)])
        .await
        .key();
    (page, old, new)
}

#[actix_web::test]
async fn both_secrets_work_and_show_until_the_old_one_ends() {
    let (world, ada) = World::with_ada().await;
    let (page, old, new) = rotated(&ada, "3600").await;
    let shown = ada.get(&page).await;
    for key in [&old, &new] {
        assert_eq!(world.with_key(key).await, 200);
        shown.shows(&format!("…{}", &key[key.len() - 4..]));
    }
    for (end, key, left) in [("complete", &old, &new), ("cancel", &new, &old)] {
        let asked = ada.get(&format!("{page}/rotate/{end}")).await;
        let sentence = asked.between("<p>Programs that still use <code>", "</p>");
        let tail = |key: &str| format!("…{}", &key[key.len() - 4..]);
        let (ending, rest) = sentence.split_once("are refused").unwrap();
        assert!(
            ending.contains(&tail(key)) && rest.contains(&tail(left)),
            "{sentence}"
        );
        // Both were used a moment ago, and nothing of it is written yet.
        asked.shows("It was last used");
        shown.hides(&format!("action=\"{page}/rotate/{end}\""));
    }
    let shown = ada.get(&page).await;
    assert_eq!(
        shown.text.matches("data-label=\"Last used\">never").count(),
        0,
        "{}",
        shown.text
    );
    shown.shows("Two secrets");
    shown.shows("in 1 hour");
    world.clock.advance(Duration::hours(1));
    assert_eq!(world.with_key(&old).await, 401);
    assert_eq!(world.with_key(&new).await, 200);
    ada.get(&page).await.hides("Two secrets");
}

#[actix_web::test]
async fn a_rotation_is_completed_or_cancelled() {
    for (what, notice, old_status, new_status) in [
        ("complete", "rotation-completed", 401, 200),
        ("cancel", "rotation-cancelled", 200, 401),
    ] {
        let (world, ada) = World::with_ada().await;
        let (page, old, new) = rotated(&ada, "86400").await;
        let path = format!("{page}/rotate/{what}");
        let done = ada.submit(&path, &path, &[]).await;
        assert_eq!(done.location(), format!("{page}?notice={notice}"));
        assert_eq!(world.with_key(&old).await, old_status, "{what}");
        assert_eq!(world.with_key(&new).await, new_status, "{what}");
        let again = ada.submit(&page, &path, &[]).await;
        assert_eq!(again.status, 409);
        again.shows("This API key is not being rotated");
    }
}

#[actix_web::test]
async fn a_question_that_was_left_open_ends_no_other_secret() {
    for what in ["complete", "cancel"] {
        let (world, ada) = World::with_ada().await;
        let (page, _, new) = rotated(&ada, "86400").await;
        let path = format!("{page}/rotate/{what}");
        let asked = ada.get(&path).await;
        let rotate = format!("{page}/rotate");
        assert_eq!(world.with_key(&new).await, 200);
        world.clock.advance(Duration::seconds(1));
        let fields = [("grace_seconds", "3600"), ("end_oldest", "true")];
        let newest = ada.submit(&rotate, &rotate, &fields).await.key();
        let before = world.store.audit_events();
        let late = ada.submit_from(&asked, &path, &[]).await;
        assert_eq!(late.status, 409, "{}", late.text);
        late.shows("so nothing was changed");
        assert_eq!(world.store.audit_events(), before);
        for key in [&new, &newest] {
            assert_eq!(world.with_key(key).await, 200);
        }
    }
}

#[actix_web::test]
async fn without_grace_the_old_secret_ends_at_once() {
    let (world, ada) = World::with_ada().await;
    let (_, old, new) = rotated(&ada, "0").await;
    assert_eq!(world.with_key(&old).await, 401);
    assert_eq!(world.with_key(&new).await, 200);
}

#[actix_web::test]
async fn a_grace_out_of_bounds_is_said_beside_its_field() {
    let (_, ada) = World::with_ada().await;
    let (id, _) = ada.generate("Worker").await;
    let path = format!("/api-keys/{id}/rotate");
    for grace in ["604801", "-1", "long"] {
        let page = ada.submit(&path, &path, &[("grace_seconds", grace)]).await;
        assert_eq!(page.status, 400);
        page.shows("class=\"fault\">grace_seconds must be a whole number");
    }
}

#[actix_web::test]
async fn the_same_form_rotates_once() {
    for page in ["/api-keys/{key}", "/api-keys/{key}/rotate"] {
        let (world, ada) = World::with_ada().await;
        let (_, old) = ada.generate("Worker").await;
        let path = ada.path("/api-keys/{key}/rotate").await;
        let form = ada.get(&ada.path(page).await).await;
        world.clock.advance(Duration::microseconds(1));
        let fields = [("grace_seconds", "3600")];
        let new = ada.submit_from(&form, &path, &fields).await.key();
        let before = world.store.audit_events();
        let again = ada.submit_from(&form, &path, &fields).await;
        assert_eq!(again.status, 409, "{}", again.text);
        again.shows("so nothing was changed");
        again.shows("<h1>Worker</h1>");
        assert_eq!(world.store.audit_events(), before);
        for key in [&old, &new] {
            assert_eq!(world.with_key(key).await, 200);
        }
    }
}

#[actix_web::test]
async fn a_form_that_names_no_secret_rotates_nothing() {
    let (_, ada) = World::with_ada().await;
    let path = ada.path("/api-keys/{key}/rotate").await;
    let token = ada.get("/settings").await.form_token();
    assert_eq!(ada.submit_with(&token, &path, &[]).await.status, 409);
}

#[actix_web::test]
async fn a_key_that_leaked_is_promised_no_grace_and_gets_none() {
    let (world, ada) = World::with_ada().await;
    let (_, old) = ada.generate("Worker").await;
    let report = TestRequest::post()
        .uri("/leaks")
        .set_json(json!({"key": old}));
    assert_eq!(world.send(report).await.status, 200);
    let path = ada.path("/api-keys/{key}/rotate").await;
    let form = ada.get(&path).await;
    form.shows("leaked, and ends at once");
    form.hides("grace_seconds");
    let rotated = ada.submit_from(&form, &path, &[]).await;
    rotated.shows("The old one has ended.");
}

#[actix_web::test]
async fn the_page_of_a_leaked_key_offers_only_what_can_work() {
    let (world, ada) = World::with_ada().await;
    let (page, _, new) = rotated(&ada, "86400").await;
    let report = TestRequest::post()
        .uri("/leaks")
        .set_json(json!({"key": new}));
    assert_eq!(world.send(report).await.status, 200);
    let shown = ada.get(&page).await;
    for offered in [">Rotate<", ">Delete…<"] {
        shown.shows(offered);
    }
    for useless in [">Enable<", ">Disable<", "Complete:", "Cancel:"] {
        shown.hides(useless);
    }
    for end in ["complete", "cancel"] {
        assert_eq!(
            ada.get(&format!("{page}/rotate/{end}")).await.location(),
            page,
            "{end}"
        );
    }
    let path = format!("{page}/rotate");
    ada.submit(&path, &path, &[]).await.key();
    ada.get(&page).await.shows(">Enable<");
}

#[actix_web::test]
async fn a_secret_in_use_is_ended_by_a_further_rotation_only_where_the_box_is_ticked() {
    let (world, ada) = World::with_ada().await;
    let (page, old, new) = rotated(&ada, "86400").await;
    let path = format!("{page}/rotate");
    let form = ada.get(&path).await;
    form.shows("was never used");
    form.hides("end_oldest");
    assert_eq!(world.with_key(&new).await, 200);
    ada.get(&path).await.shows("name=\"end_oldest\"");
    let refused = ada.submit(&path, &path, &[("grace_seconds", "3600")]).await;
    assert_eq!(refused.status, 409, "{}", refused.text);
    refused.shows("Tick the box");
    assert_eq!(world.with_key(&old).await, 200);
    let fields = [("grace_seconds", "3600"), ("end_oldest", "true")];
    let third = ada.submit(&path, &path, &fields).await.key();
    for (key, status) in [(&old, 401), (&new, 200), (&third, 200)] {
        assert_eq!(world.with_key(key).await, status);
    }
}
