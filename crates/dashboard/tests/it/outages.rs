//! What happens when the store is away: a page that says so, no cause, and no lost session.

use crate::support::World;

#[actix_web::test]
async fn a_store_that_is_away_is_a_page_and_no_logout() {
    let (world, ada) = World::with_ada().await;
    let token = ada.get("/settings").await.form_token();
    world.store.set_away(true);
    for page in [
        ada.get("/api-keys").await,
        ada.submit_with(&token, "/settings/profile", &[("first_name", "Ada")])
            .await,
    ] {
        assert_eq!(page.status, 503);
        assert_eq!(page.header("retry-after"), Some("1"));
        assert_eq!(
            page.header("content-type"),
            Some("text/html; charset=utf-8")
        );
        page.shows("<h1>One moment</h1>");
        assert!(page.text.contains(page.header("x-request-id").unwrap()));
        assert!(page.cookies().is_empty());
    }
    world.store.set_away(false);
    assert_eq!(ada.get("/api-keys").await.status, 200);
}

#[actix_web::test]
async fn a_form_that_is_too_large_is_refused_as_a_page() {
    let (_, ada) = World::with_ada().await;
    let name = "x".repeat(70_000);
    let page = ada
        .submit("/settings", "/settings/profile", &[("first_name", &name)])
        .await;
    assert_eq!(page.status, 413);
    assert_eq!(
        page.header("content-type"),
        Some("text/html; charset=utf-8")
    );
}
