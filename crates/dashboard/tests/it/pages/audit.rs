use actix_web::test::TestRequest;
use chrono::TimeDelta;
use sendook_domain::entities::{RecordedAction, Role};
use sendook_domain::ports::AuditTrail as _;
use sendook_domain::values::Id;
use serde_json::json;

use crate::support::{Answer, LOG_IN, World};

#[actix_web::test]
async fn what_was_done_is_told_with_who_and_to_what() {
    let (_, ada) = World::with_ada().await;
    let (id, _) = ada.generate("Billing").await;
    let page = ada.get("/audit").await;
    for text in [
        "Generated a key",
        "Opened the account",
        "You",
        &id,
        "Billing",
    ] {
        page.shows(text);
    }
}

#[actix_web::test]
async fn what_only_another_version_has_words_for_is_told_by_its_name() {
    let (world, ada) = World::with_ada().await;
    let mut event = world.store.audit_events().pop().unwrap();
    event.id = Id::new(event.at + TimeDelta::milliseconds(1), [0; 8]);
    event.action = RecordedAction::Other("user.polished".into());
    world.store.record(&event).unwrap();
    let page = ada.get("/audit").await;
    page.shows("user.polished");
    page.shows("Opened the account");
}

#[actix_web::test]
async fn what_changed_is_told() {
    let (_, ada) = World::with_ada().await;
    let (id, _) = ada.generate("Worker").await;
    let page = format!("/api-keys/{id}");
    let fields = [
        ("name", "Clerk"),
        ("access", "limited"),
        ("scopes", "keys:read"),
    ];
    ada.submitted(&page, &format!("{page}/change"), &fields)
        .await;
    ada.submitted(&page, &format!("{page}/disable"), &[]).await;
    ada.submitted(
        "/settings",
        "/settings/organization",
        &[("name", "Engines")],
    )
    .await;
    ada.submitted("/settings", "/settings/profile", &[("first_name", "Grace")])
        .await;
    let page = ada.get("/audit").await;
    for text in [
        "name &#34;Worker&#34; → &#34;Clerk&#34;; scopes full_access → keys:read",
        "Changed a key<small>disabled</small>",
        "name → &#34;Engines&#34;",
        "name → &#34;Grace&#34;",
    ] {
        page.shows(text);
    }
}

#[actix_web::test]
async fn what_is_gone_keeps_its_name() {
    let (world, ada) = World::with_ada().await;
    let (id, key) = ada.generate("Billing").await;
    let inbox = ada.inbox_id().await;
    let made = TestRequest::post().uri("/v1/api_keys");
    let made = made
        .insert_header(("authorization", format!("Bearer {key}")))
        .set_json(json!({"name": "Made by a key"}));
    assert_eq!(world.send(made).await.status, 201);
    for path in [
        format!("/api-keys/{id}/delete"),
        format!("/inboxes/{inbox}/delete"),
    ] {
        ada.submitted(&path, &path, &[]).await;
    }
    let page = ada.get("/audit").await;
    let about = |id: &str| format!("<a href=\"/audit?about={id}\">");
    let named = format!("Billing (deleted)<small>{}", about(&id));
    assert_eq!(page.text.matches(&named).count(), 2, "{}", page.text);
    page.shows(&format!("{}the key “Billing (deleted)”", about(&id)));
    page.shows(&format!("@sendook.com (deleted)<small>{}", about(&inbox)));
    page.hides("<small>Billing</small>");
}

#[actix_web::test]
async fn it_is_found_by_person_and_by_key() {
    let (world, ada) = World::with_ada().await;
    let max = world.colleague(&ada, Role::Admin).await;
    let (id, _) = max.generate("Of Max").await;
    ada.generate("Of Ada").await;
    let path = format!("/api-keys/{id}/disable");
    ada.submitted(&path, &path, &[]).await;
    let rows = |page: &Answer| page.text.matches("<th role=\"rowheader\"").count();
    let all = ada.get("/audit").await;
    let user = max.user_id().await;
    for id in [&user, &id] {
        all.shows(&format!("href=\"/audit?about={id}\""));
        all.shows(&format!("<option value=\"{id}\">"));
    }
    let key = ada.get(&format!("/api-keys/{id}")).await;
    key.shows(&format!("href=\"/audit?about={id}\""));
    let of_key = ada.get(&format!("/audit?about={id}")).await;
    assert_eq!(rows(&of_key), 2, "{}", of_key.text);
    of_key.shows(&format!(
        "<option value=\"{id}\" selected>Key “Of Max”</option>"
    ));
    let of_max = ada.get(&format!("/audit?about={user}")).await;
    of_max.shows("Generated a key");
    of_max.hides("scope=\"row\">Changed a key");
    let both = format!("/audit?about={user}&action=api_key.created");
    assert_eq!(rows(&ada.get(&both).await), 1);
    let nothing = ada.get("/audit?about=key_unknown").await;
    nothing.shows("No line fits this filter.");
    nothing.shows("<option value=\"key_unknown\" selected>");
}

#[actix_web::test]
async fn the_program_that_sent_a_request_is_shown() {
    let (world, ada) = World::with_ada().await;
    let browser = world.browser();
    let form = browser.get("/login").await.form_token();
    let agent = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0 <b>";
    let sent = browser.form_with(&form, "/login", &LOG_IN);
    browser
        .send(sent.insert_header(("user-agent", agent)))
        .await
        .location();
    let page = ada.get("/audit?action=user.logged_in").await;
    page.shows("<summary>Firefox on Linux</summary><small>Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0 &#60;b&#62;</small>");
}

#[actix_web::test]
async fn it_is_filtered_by_what_and_when() {
    let (world, ada) = World::with_ada().await;
    ada.generate("Billing").await;
    let page = ada.get("/audit?action=api_key.created").await;
    let heading = |page: &str, text: &str| page.contains(&format!("scope=\"row\">{text}"));
    assert!(heading(&page.text, "Generated a key") && !heading(&page.text, "Opened the account"));
    page.shows("<option value=\"api_key.created\" selected>");
    let today = world.store.audit_events()[0]
        .at
        .format("%Y-%m-%d")
        .to_string();
    let page = ada
        .get(&format!("/audit?since={today}&until={today}"))
        .await;
    assert!(heading(&page.text, "Opened the account"), "{}", page.text);
    let page = ada.get("/audit?until=2001-01-01").await;
    page.shows("Nothing found");
    page.shows("No line fits this filter.");
}

#[actix_web::test]
async fn the_filter_holds_on_every_page() {
    let (_, ada) = World::with_ada().await;
    for _ in 0..26 {
        ada.generate("Billing").await;
    }
    let first = ada.get("/audit?action=api_key.created").await;
    assert_eq!(first.text.matches("scope=\"row\"").count(), 25);
    let next = first
        .between("href=\"/audit?action=api_key.created&#38;cursor=", "\"")
        .to_owned();
    let last = ada
        .get(&format!("/audit?action=api_key.created&cursor={next}"))
        .await;
    assert_eq!(last.text.matches("scope=\"row\"").count(), 1);
    last.shows("href=\"/audit?action=api_key.created\">Newest lines<");
}

#[actix_web::test]
async fn a_failed_login_names_the_account_where_it_is_known() {
    let (world, ada) = World::with_ada().await;
    let max = world.colleague(&ada, Role::Member).await;
    for email in ["ada@example.com", "max@example.com", "eve@example.com"] {
        world.browser().log_in(email, "wrong", "").await;
    }
    let page = ada.get("/audit?action=user.login_failed").await;
    for user in [&ada, &max] {
        let id = user.user_id().await;
        let email = user.email().await;
        let shown =
            format!("{email}<small><a href=\"/audit?about={id}\"><code>{id}</code></a></small>");
        page.shows(&shown);
        page.shows("Somebody not logged in");
    }
    page.hides("eve@example.com");
}
