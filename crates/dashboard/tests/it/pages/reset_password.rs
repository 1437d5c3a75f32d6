use actix_web::test::TestRequest;
use sendook_domain::values::EmailAddress;

use crate::support::{Answer, Browser, PASSWORD, World};

const NEW: &str = "seven quiet lanterns";

/// The token of a new link for Ada.
fn link(world: &World) -> String {
    let email = EmailAddress::parse("ada@example.com").unwrap();
    let (user, _) = world.ports.store.user_for_login(&email).unwrap().unwrap();
    let issued = world.services().password_reset.issue(&user).unwrap();
    issued.unwrap().token.expose().to_owned()
}

async fn set(browser: &Browser, token: &str, password: &str) -> Answer {
    let fields = [("token", token), ("new_password", password)];
    browser
        .submit("/reset-password", "/reset-password", &fields)
        .await
}

#[actix_web::test]
async fn opening_the_page_uses_nothing_up_and_tells_no_other_site() {
    let (world, ada) = World::with_ada().await;
    let token = link(&world);
    let stranger = world.browser();
    for _ in 0..3 {
        let page = stranger.get("/reset-password").await;
        assert_eq!(page.status, 200);
        assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
        assert_eq!(page.header("cache-control"), Some("no-store"));
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none';"), "{policy}");
        page.shows("<label for=\"token\">Link");
    }
    assert_eq!(ada.get("/api-keys").await.status, 200);
    let page = set(&stranger, &token, NEW).await;
    assert_eq!(page.location(), "/login?notice=password-set");
}

#[actix_web::test]
async fn a_pasted_link_sets_the_password_and_every_session_ends() {
    let (world, ada) = World::with_ada().await;
    let pasted = format!(" http://dashboard.test/reset-password#{} ", link(&world));
    let page = set(&world.browser(), &pasted, NEW).await;
    assert_eq!(page.location(), "/login?notice=password-set");
    assert_eq!(
        ada.get("/api-keys").await.location(),
        "/login?next=/api-keys"
    );
    let browser = world.browser();
    assert_eq!(
        browser.log_in("ada@example.com", PASSWORD, "").await.status,
        403
    );
    assert_eq!(
        browser.log_in("ada@example.com", NEW, "").await.location(),
        "/overview"
    );
}

#[actix_web::test]
async fn a_weak_password_is_told_beside_it_and_the_link_stays() {
    let (world, _) = World::with_ada().await;
    let (browser, token) = (world.browser(), link(&world));
    let page = set(&browser, &token, "k7#").await;
    assert_eq!(page.status, 400);
    assert_ne!(page.fault("new_password"), "");
    page.shows(&format!("value=\"{token}\""));
    page.hides("k7#");
    let fields = [("token", token.as_str()), ("new_password", NEW)];
    let page = browser.submit_from(&page, "/reset-password", &fields).await;
    assert_eq!(page.location(), "/login?notice=password-set");
}

#[actix_web::test]
async fn a_used_link_is_told_beside_its_field() {
    let (world, _) = World::with_ada().await;
    let token = link(&world);
    set(&world.browser(), &token, NEW).await.location();
    for wrong in [token.as_str(), "https://auth.example.com/", "junk"] {
        let page = set(&world.browser(), wrong, NEW).await;
        assert_eq!(page.status, 403);
        assert!(page.fault("token").starts_with("This link is not valid"));
    }
    assert_eq!(set(&world.browser(), "", NEW).await.status, 400);
}

#[actix_web::test]
async fn a_disabled_account_is_logged_out_and_cannot_log_in() {
    let (world, ada) = World::with_ada().await;
    let user = sendook_domain::values::Id::parse(&ada.user_id().await).unwrap();
    world.services().administration.disable(&user).unwrap();
    assert_eq!(
        ada.get("/api-keys").await.location(),
        "/login?next=/api-keys"
    );
    let page = world
        .browser()
        .log_in("ada@example.com", PASSWORD, "")
        .await;
    assert_eq!(page.status, 403);
    page.shows("Invalid e-mail or password.");
}

#[actix_web::test]
async fn a_scanner_that_asks_for_the_head_uses_nothing_up() {
    let (world, _) = World::with_ada().await;
    let token = link(&world);
    let head = TestRequest::with_uri("/reset-password").method(actix_web::http::Method::HEAD);
    assert_eq!(world.send(head).await.status, 200);
    set(&world.browser(), &token, NEW).await.location();
}
