use sendook_domain::entities::Role;

use crate::support::World;

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
    for _ in 0..41 {
        ada.generate("Billing").await;
    }
    let first = ada.get("/audit?action=api_key.created").await;
    assert_eq!(first.text.matches("scope=\"row\"").count(), 40);
    let next = first
        .between("href=\"/audit?action=api_key.created", "\"")
        .replace("&amp;", "&");
    let last = ada
        .get(&format!("/audit?action=api_key.created{next}"))
        .await;
    assert_eq!(last.text.matches("scope=\"row\"").count(), 1);
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
        let shown = format!("{email}<small><code>{id}</code></small>");
        page.shows(&shown);
    }
    page.hides("eve@example.com");
}
