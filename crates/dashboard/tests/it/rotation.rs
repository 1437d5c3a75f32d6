//! Rotating with grace: both secrets are seen, and either can be ended.

use actix_web::test::TestRequest;
use chrono::Duration;
use serde_json::json;

use crate::support::{Browser, World};

/// A key in rotation: its page, the old secret and the new one.
async fn rotated(ada: &Browser<'_>, grace: &str) -> (String, String, String) {
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
    let world = World::new().await;
    let ada = world.signed_up("ada@example.com").await;
    let (page, old, new) = rotated(&ada, "3600").await;
    let shown = ada.get(&page).await;
    for key in [&old, &new] {
        assert_eq!(world.with_key("/v1/whoami", key).await, 200);
        assert!(
            shown.text.contains(&format!("…{}", &key[key.len() - 4..])),
            "{}",
            shown.text
        );
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
        assert!(asked.text.contains("It was last used"), "{}", asked.text);
        assert!(
            !shown
                .text
                .contains(&format!("action=\"{page}/rotate/{end}\"")),
            "one click"
        );
    }
    let shown = ada.get(&page).await;
    assert_eq!(
        shown.text.matches("data-label=\"Last used\">never").count(),
        0,
        "{}",
        shown.text
    );
    assert!(shown.text.contains("Two secrets") && shown.text.contains("in 1 hour"));
    world.clock.advance(Duration::hours(1));
    assert_eq!(world.with_key("/v1/whoami", &old).await, 401);
    assert_eq!(world.with_key("/v1/whoami", &new).await, 200);
    assert!(!ada.get(&page).await.text.contains("Two secrets"));
}

#[actix_web::test]
async fn a_rotation_is_completed_or_cancelled() {
    for (what, notice, old_status, new_status) in [
        ("complete", "rotation-completed", 401, 200),
        ("cancel", "rotation-cancelled", 200, 401),
    ] {
        let world = World::new().await;
        let ada = world.signed_up("ada@example.com").await;
        let (page, old, new) = rotated(&ada, "86400").await;
        let path = format!("{page}/rotate/{what}");
        let done = ada.submit(&page, &path, &[]).await;
        assert_eq!(done.location(), format!("{page}?notice={notice}"));
        assert_eq!(
            world.with_key("/v1/whoami", &old).await,
            old_status,
            "{what}"
        );
        assert_eq!(
            world.with_key("/v1/whoami", &new).await,
            new_status,
            "{what}"
        );
        let again = ada.submit(&page, &path, &[]).await;
        assert_eq!(again.status, 409);
        assert!(
            again.text.contains("This API key is not being rotated"),
            "{}",
            again.text
        );
    }
}

#[actix_web::test]
async fn without_grace_the_old_secret_ends_at_once() {
    let world = World::new().await;
    let ada = world.signed_up("ada@example.com").await;
    let (_, old, new) = rotated(&ada, "0").await;
    assert_eq!(world.with_key("/v1/whoami", &old).await, 401);
    assert_eq!(world.with_key("/v1/whoami", &new).await, 200);
}

#[actix_web::test]
async fn a_grace_out_of_bounds_is_said_beside_its_field() {
    let world = World::new().await;
    let ada = world.signed_up("ada@example.com").await;
    let (id, _) = ada.generate("Worker").await;
    let path = format!("/api-keys/{id}/rotate");
    for grace in ["604801", "-1", "long"] {
        let page = ada.submit(&path, &path, &[("grace_seconds", grace)]).await;
        assert_eq!(page.status, 400);
        assert!(
            page.text
                .contains("class=\"fault\">grace_seconds must be a whole number"),
            "{}",
            page.text
        );
    }
}

#[actix_web::test]
async fn the_same_form_rotates_once() {
    for page in ["/api-keys/{key}", "/api-keys/{key}/rotate"] {
        let world = World::new().await;
        let ada = world.signed_up("ada@example.com").await;
        let (_, old) = ada.generate("Worker").await;
        let path = ada.path("/api-keys/{key}/rotate").await;
        let form = ada.get(&ada.path(page).await).await;
        let fields = [("grace_seconds", "3600")];
        let new = ada.submit_from(&form, &path, &fields).await.key();
        let before = world.store.audit_events();
        let again = ada.submit_from(&form, &path, &fields).await;
        assert_eq!(again.status, 409, "{}", again.text);
        assert!(
            again.text.contains("so nothing was changed") && again.text.contains("<h1>Worker</h1>"),
            "{}",
            again.text
        );
        assert_eq!(world.store.audit_events(), before);
        for key in [&old, &new] {
            assert_eq!(world.with_key("/v1/whoami", key).await, 200);
        }
    }
}

#[actix_web::test]
async fn a_form_that_names_no_secret_rotates_nothing() {
    let world = World::new().await;
    let ada = world.signed_up("ada@example.com").await;
    let path = ada.path("/api-keys/{key}/rotate").await;
    let token = ada.get("/settings").await.form_token();
    let page = ada.submit_with(&token, &path, &[]).await;
    assert_eq!(page.status, 409);
}

#[actix_web::test]
async fn a_key_that_leaked_is_promised_no_grace_and_gets_none() {
    let world = World::new().await;
    let ada = world.signed_up("ada@example.com").await;
    let (_, old) = ada.generate("Worker").await;
    let report = TestRequest::post()
        .uri("/leaks")
        .set_json(json!({"key": old}));
    assert_eq!(world.send(report).await.status, 200);
    let path = ada.path("/api-keys/{key}/rotate").await;
    let form = ada.get(&path).await;
    assert!(
        form.text.contains("leaked, and ends at once") && !form.text.contains("grace_seconds"),
        "{}",
        form.text
    );
    let rotated = ada.submit_from(&form, &path, &[]).await;
    assert!(
        rotated.text.contains("The old one has ended."),
        "{}",
        rotated.text
    );
}

#[actix_web::test]
async fn the_page_of_a_leaked_key_offers_only_what_can_work() {
    let world = World::new().await;
    let ada = world.signed_up("ada@example.com").await;
    let (page, _, new) = rotated(&ada, "86400").await;
    let report = TestRequest::post()
        .uri("/leaks")
        .set_json(json!({"key": new}));
    assert_eq!(world.send(report).await.status, 200);
    let shown = ada.get(&page).await;
    for offered in [">Rotate<", ">Delete…<"] {
        assert!(shown.text.contains(offered), "{offered} {}", shown.text);
    }
    for useless in [">Enable<", ">Disable<", "Complete:", "Cancel:"] {
        assert!(!shown.text.contains(useless), "{useless} {}", shown.text);
    }
    for end in ["complete", "cancel"] {
        let asked = ada.get(&format!("{page}/rotate/{end}")).await;
        assert_eq!(asked.location(), page, "{end}");
    }
    let path = format!("{page}/rotate");
    ada.submit(&path, &path, &[]).await.key();
    let shown = ada.get(&page).await;
    assert!(shown.text.contains(">Enable<"), "{}", shown.text);
}

#[actix_web::test]
async fn a_secret_in_use_is_ended_by_a_further_rotation_only_where_the_box_is_ticked() {
    let world = World::new().await;
    let ada = world.signed_up("ada@example.com").await;
    let (page, old, new) = rotated(&ada, "86400").await;
    let path = format!("{page}/rotate");
    let form = ada.get(&path).await;
    assert!(
        form.text.contains("was never used") && !form.text.contains("end_oldest"),
        "{}",
        form.text
    );
    assert_eq!(world.with_key("/v1/whoami", &new).await, 200);
    let form = ada.get(&path).await;
    assert!(form.text.contains("name=\"end_oldest\""), "{}", form.text);
    let refused = ada.submit(&path, &path, &[("grace_seconds", "3600")]).await;
    assert_eq!(refused.status, 409, "{}", refused.text);
    assert!(refused.text.contains("Tick the box"), "{}", refused.text);
    assert_eq!(world.with_key("/v1/whoami", &old).await, 200);
    let fields = [("grace_seconds", "3600"), ("end_oldest", "true")];
    let third = ada.submit(&path, &path, &fields).await.key();
    for (key, status) in [(&old, 401), (&new, 200), (&third, 200)] {
        assert_eq!(world.with_key("/v1/whoami", key).await, status);
    }
}
