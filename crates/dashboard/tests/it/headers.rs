//! What every page carries, whatever it shows.

use actix_web::http::Method;
use sendook_testkit::PASSKEY_ORIGIN;

use crate::support::{Answer, App, FACTORS, PAGES, World};

/// Strict, small, never kept, and without anything inline or from elsewhere.
#[track_caller]
fn is_sound(path: &str, page: &Answer) {
    let csp = page.header("content-security-policy").unwrap();
    assert!(
        csp.starts_with("default-src 'none'; style-src 'self'; script-src 'self'"),
        "{path} {csp}"
    );
    assert!(
        csp.contains("frame-ancestors 'none'") && csp.contains("form-action 'self'"),
        "{csp}"
    );
    assert!(!csp.contains("unsafe"), "{csp}");
    for unused in ["connect-src", "font-src", "frame-src", "object-src"] {
        assert!(!csp.contains(unused), "default-src says 'none': {csp}");
    }
    assert_eq!(
        page.header("cross-origin-opener-policy"),
        Some("same-origin"),
        "{path}"
    );
    assert_eq!(page.header("cache-control"), Some("no-store"), "{path}");
    assert_eq!(
        page.header("x-content-type-options"),
        Some("nosniff"),
        "{path}"
    );
    assert_eq!(
        page.header("referrer-policy"),
        Some("no-referrer"),
        "{path}"
    );
    assert!(page.header("x-request-id").is_some(), "{path}");
    assert!(
        page.text.len() < 50_000,
        "{path} has {} bytes",
        page.text.len()
    );
    // Where passkeys work may be another address of the service: no other link leads away.
    let inner = page.text.replace(&format!("href=\"{PASSKEY_ORIGIN}/"), "");
    for forbidden in [
        " style=",
        "<style",
        "<script>",
        " onclick=",
        " onload=",
        "javascript:",
        "src=\"http",
        "href=\"http",
        "href=\"//",
    ] {
        assert!(!inner.contains(forbidden), "{forbidden:?} is in {inner}");
    }
    if page.status != 303 {
        assert_eq!(
            page.header("content-type"),
            Some("text/html; charset=utf-8"),
            "{path}"
        );
        assert_eq!(page.text.matches("<h1>").count(), 1, "{path}");
        page.shows("<html lang=\"en\">");
        page.shows("<title>");
        assert_eq!(page.text.matches("<main").count(), 1, "{path}");
        let ids = page.text.split(" id=\"").skip(1);
        let mut ids: Vec<_> = ids.map(|rest| rest.split('"').next()).collect();
        ids.sort_unstable();
        assert!(ids.is_sorted_by(|one, other| one < other), "{path} {ids:?}");
    }
}

#[actix_web::test]
async fn pages_of_strangers_are_sound() {
    let browser = World::new().await.browser();
    for path in ["/login", "/login?next=/inboxes", "/signup", "/help"] {
        let page = browser.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        is_sound(path, &page);
    }
    let of_people = PAGES.iter().filter(|path| **path != "/help");
    for path in of_people.chain(&["/"]) {
        let page = browser.get(path).await;
        assert!(page.location().starts_with("/login"), "{path}");
        is_sound(path, &page);
    }
    is_sound(
        "/login",
        &browser.log_in("ada@example.com", "wrong", "").await,
    );
}

#[actix_web::test]
async fn pages_of_people_are_sound() {
    let ada = World::new().await.browser();
    is_sound("welcome", &ada.sign_up("ada@example.com").await);
    is_sound(
        "generated",
        &ada.submit("/api-keys/new", "/api-keys", &[("name", "New")])
            .await,
    );
    for path in PAGES {
        let page = ada.get(&ada.path(path).await).await;
        assert_eq!(page.status, 200, "{path} {}", page.text);
        is_sound(path, &page);
    }
    for path in [
        "/api-keys/key_unknown",
        "/inboxes/inbox_unknown/delete",
        "/api-keys/key_unknown/delete",
    ] {
        let page = ada.get(path).await;
        assert_eq!(page.status, 404, "{path}");
        is_sound(path, &page);
    }
    for path in [
        "/",
        "/logout",
        "/sessions/end-others",
        "/settings/password",
        "/login",
        "/signup",
    ] {
        is_sound(path, &ada.get(path).await);
    }
}

#[actix_web::test]
async fn pages_of_second_factors_are_sound() {
    let world = World::new().await;
    // As long as an address can be, and of characters that a URI escapes.
    let email = format!("{}@{}.example", "+".repeat(64), ["a"; 60].concat());
    let ada = world.signed_up(&email).await;
    let offered = ada
        .submit(FACTORS, "/settings/second-factor/app", &[])
        .await;
    is_sound("offered", &offered);
    let code = App::reading(&offered).code(&world);
    is_sound("codes", &ada.confirm(&offered, &code).await);
    let list = ada.get(FACTORS).await;
    is_sound(FACTORS, &list);
    let id = list.between("href=\"/settings/second-factor/factor_", "/");
    let of_one = ["remove", "rename"].map(|page| format!("factor_{id}/{page}"));
    for page in ["recovery-codes", &of_one[0], &of_one[1]] {
        let path = format!("{FACTORS}/{page}");
        let page = ada.get(&path).await;
        assert_eq!(page.status, 200, "{path}");
        is_sound(&path, &page);
    }
}

#[actix_web::test]
async fn full_pages_stay_small() {
    let (_, ada) = World::with_ada().await;
    let longest = "𝒜".repeat(100);
    for number in 0..40 {
        ada.generate(&longest).await;
        let address = format!("{}-{number}@sendook.com", "a".repeat(60));
        let fields = [("name", longest.as_str()), ("email", address.as_str())];
        ada.submitted("/inboxes/new", "/inboxes", &fields).await;
    }
    for path in PAGES {
        is_sound(path, &ada.get(&ada.path(path).await).await);
    }
    let list = ada.get("/api-keys").await;
    assert_eq!(list.text.matches("<a id=\"key-").count(), 15);
    let next = format!(
        "/api-keys?cursor={}",
        list.between("href=\"/api-keys?cursor=", "\"")
    );
    let older = ada.get(&next).await;
    assert_eq!(older.text.matches("<a id=\"key-").count(), 15);
}

#[actix_web::test]
async fn head_is_get_without_a_body() {
    let (_, ada) = World::with_ada().await;
    let head = ada.send(ada.request(Method::HEAD, "/settings")).await;
    assert_eq!(head.status, 200);
    assert_eq!(head.header("cache-control"), Some("no-store"));
}
