//! A key's name, expiry, scopes and inboxes are edited on its page.

use chrono::Duration;

use crate::support::{Answer, Browser, World};

/// Sends the form of a key's page, with these fields changed.
async fn change(ada: &Browser, page: &str, fields: &[(&str, &str)]) -> Answer {
    let mut fields = fields.to_vec();
    if fields.iter().all(|(name, _)| *name != "name") {
        fields.push(("name", "Worker"));
    }
    ada.submit(page, &format!("{page}/change"), &fields).await
}

#[actix_web::test]
async fn what_is_saved_holds_on_the_next_request() {
    let (world, ada) = World::with_ada().await;
    let (id, key) = ada.generate("Worker").await;
    let (page, inbox) = (format!("/api-keys/{id}"), ada.inbox_id().await);
    assert_eq!(world.with_key_at("/v1/api_keys", &key).await, 200);
    let fields = [
        ("name", "Reader"),
        ("lifetime", "7"),
        ("access", "limited"),
        ("scopes", "inboxes:read"),
        ("reach", "some"),
        ("inbox_ids", inbox.as_str()),
    ];
    let changed = change(&ada, &page, &fields).await;
    assert_eq!(changed.location(), format!("{page}?notice=key-changed"));
    let shown = ada.get(&page).await;
    for text in [
        "<h1>Reader</h1>",
        "<dd>Read inboxes</dd>",
        "<dd>1 inbox</dd>",
        "in 7 days",
        "value=\"limited\" required checked",
        "value=\"inboxes:read\" checked",
        "value=\"some\" required checked",
        &format!("value=\"{inbox}\" checked"),
        "<option value=\"keep\" selected>",
    ] {
        shown.shows(text);
    }
    assert_eq!(world.with_key_at("/v1/api_keys", &key).await, 403);
    assert_eq!(world.with_key_at("/v1/inboxes", &key).await, 200);
    world.clock.advance(Duration::days(7));
    assert_eq!(world.with_key(&key).await, 401);
}

#[actix_web::test]
async fn what_the_form_shows_is_what_the_key_is() {
    let (world, ada) = World::with_ada().await;
    let (id, key) = ada.generate("Worker").await;
    let page = format!("/api-keys/{id}");
    change(&ada, &page, &[("lifetime", "30")]).await.location();
    let kept = ada.get(&page).await;
    for text in [
        "value=\"full\" required checked",
        "value=\"all\" required checked",
    ] {
        kept.shows(text);
    }
    // Sent as it is shown, with another name alone.
    change(&ada, &page, &[("name", "Clerk")]).await.location();
    let shown = ada.get(&page).await;
    shown.shows("<h1>Clerk</h1>");
    shown.shows("in 30 days");
    shown.shows("<dd>Full access</dd>");
    change(&ada, &page, &[("lifetime", "never")])
        .await
        .location();
    world.clock.advance(Duration::days(31));
    let ada = world.logged_in("ada@example.com").await;
    assert_eq!(world.with_key(&key).await, 200);
    ada.get(&page).await.hides("<option value=\"never\">");
}

#[actix_web::test]
async fn a_form_that_was_left_open_undoes_nothing() {
    let (world, ada) = World::with_ada().await;
    let (id, key) = ada.generate("Worker").await;
    let page = format!("/api-keys/{id}");
    let open = ada.get(&page).await;
    let narrowed = [("access", "limited"), ("scopes", "inboxes:read")];
    world.clock.advance(Duration::seconds(1));
    change(&ada, &page, &narrowed).await.location();
    let before = world.store.audit_events();
    let fields = [("name", "Renamed")];
    let late = ada
        .submit_from(&open, &format!("{page}/change"), &fields)
        .await;
    assert_eq!(late.status, 409, "{}", late.text);
    late.shows("This key has changed since that form was shown");
    late.shows("<dd>Read inboxes</dd>");
    assert_eq!(world.store.audit_events(), before);
    assert_eq!(world.with_key_at("/v1/api_keys", &key).await, 403);
}

#[actix_web::test]
async fn what_is_wrong_is_said_beside_it() {
    let (world, ada) = World::with_ada().await;
    let (id, _) = ada.generate("Worker").await;
    let page = format!("/api-keys/{id}");
    let before = world.store.audit_events();
    for (field, value, fault) in [
        ("name", "", "The name is required."),
        (
            "name",
            "a\u{202e}b",
            "The name must not contain control characters.",
        ),
        ("lifetime", "soon", "Choose when the key expires."),
        ("lifetime", "", "Choose when the key expires."),
    ] {
        let shown = change(&ada, &page, &[(field, value)]).await;
        assert_eq!(shown.status, 400, "{field} {value}");
        assert_eq!(shown.fault(field), fault);
        shown.shows("<h1>Worker</h1>");
    }
    let fields = [("lifetime", "date"), ("expires_on", "2001-01-01")];
    let shown = change(&ada, &page, &fields).await;
    assert_eq!(
        shown.fault("expires_on"),
        "The expiry must lie in the future."
    );
    for (fields, fault) in [
        (
            [("access", ""), ("reach", "all")],
            "Choose what the key may do.",
        ),
        (
            [("access", "limited"), ("reach", "all")],
            "A key needs at least one scope.",
        ),
        (
            [("access", "full"), ("reach", "")],
            "Choose which inboxes the key reaches.",
        ),
    ] {
        let shown = change(&ada, &page, &fields).await;
        assert_eq!(shown.status, 400, "{fields:?}");
        shown.shows(fault);
    }
    assert_eq!(world.store.audit_events(), before);
}

#[actix_web::test]
async fn an_inbox_that_a_key_is_restricted_to_can_be_chosen_however_old_it_is() {
    let (world, ada) = World::with_ada().await;
    let (id, _) = ada.generate("Worker").await;
    let (page, oldest) = (format!("/api-keys/{id}"), ada.inbox_id().await);
    let fields = [("reach", "some"), ("inbox_ids", oldest.as_str())];
    change(&ada, &page, &fields).await.location();
    world.clock.advance(Duration::seconds(1));
    for number in 0..25 {
        let name = format!("Inbox {number}");
        ada.submitted("/inboxes/new", "/inboxes", &[("name", &name)])
            .await;
    }
    let shown = ada.get(&page).await;
    shown.shows(&format!("value=\"{oldest}\" checked"));
    assert_eq!(shown.text.matches("name=\"inbox_ids\"").count(), 26);
}
