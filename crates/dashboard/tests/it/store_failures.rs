//! What happens when the store is away, or fails at one call: a page that says so, no cause, no lost session; and either
//! nothing was done, or the secret that was made is shown.

use sendook_domain::entities::Role;

use crate::support::{App, FACTORS, SIGN_UP, World};

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

#[actix_web::test]
async fn a_new_account_is_shown_or_was_not_opened() {
    for nth in 1.. {
        let world = World::new().await;
        let ada = world.browser();
        let token = ada.get("/signup").await.form_token();
        world.store.fail_call(nth);
        let page = ada.submit_with(&token, "/signup", &SIGN_UP).await;
        if page.status == 201 {
            world.store.set_away(false);
            assert_eq!(world.with_key(&page.key()).await, 200);
            break;
        }
        assert_eq!(page.status, 503, "{}", page.text);
        assert_eq!(world.store.audit_events(), [], "call {nth}");
    }
}

#[actix_web::test]
async fn a_new_invitation_is_shown_or_was_not_made() {
    let (world, ada) = World::with_ada().await;
    let token = ada.get("/members/invite").await.form_token();
    let fields = [("email", "grace@example.com"), ("role", "member")];
    for nth in 1.. {
        let before = world.store.audit_events();
        world.store.fail_call(nth);
        let page = ada.submit_with(&token, "/members/invite", &fields).await;
        if page.status == 201 {
            world.store.set_away(false);
            let looked = [("token", page.invitation())];
            let looked = looked
                .each_ref()
                .map(|(name, token)| (*name, token.as_str()));
            let guest = world.browser();
            assert_eq!(
                guest.submitted("/invitation", "/invitation", &looked).await,
                "/invitation"
            );
            break;
        }
        assert_eq!(page.status, 503, "{}", page.text);
        assert_eq!(world.store.audit_events(), before, "call {nth}");
    }
}

#[actix_web::test]
async fn a_new_secret_is_shown_or_was_not_made() {
    let (world, ada) = World::with_ada().await;
    let max = world.colleague(&ada, Role::Admin).await;
    // Another person's key: naming its maker takes a look-up.
    let path = ada.path("/api-keys/{key}/rotate").await;
    for nth in 1.. {
        let before = world.store.audit_events();
        let form = max.get(&path).await;
        world.store.fail_call(nth);
        let fields = [("grace_seconds", "0")];
        let page = max.submit_from(&form, &path, &fields).await;
        if page.status == 200 {
            world.store.set_away(false);
            assert_eq!(world.with_key(&page.key()).await, 200);
            break;
        }
        assert_eq!(page.status, 503, "{}", page.text);
        assert_eq!(world.store.audit_events(), before, "call {nth}");
    }
}

#[actix_web::test]
async fn new_recovery_codes_are_shown_or_were_not_made() {
    for nth in 1.. {
        let (world, ada) = World::with_ada().await;
        let path = "/settings/second-factor/app";
        let offered = ada.submit(FACTORS, path, &[]).await;
        let code = App::reading(&offered).code(&world);
        let before = world.store.audit_events();
        world.store.fail_call(nth);
        let page = ada.confirm(&offered, &code).await;
        if page.status == 200 {
            page.recovery_codes();
            break;
        }
        assert_eq!(page.status, 503, "{}", page.text);
        assert_eq!(world.store.audit_events(), before, "call {nth}");
    }
}
