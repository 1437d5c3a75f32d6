//! What the browser keeps, and how.

use actix_web::http::Method;
use sendook_dashboard::Site;

use crate::support::{SIGN_UP, World};

fn attributes(cookie: &str) -> Vec<&str> {
    let mut attributes: Vec<_> = cookie
        .split("; ")
        .skip(1)
        .filter(|one| !one.starts_with("Max-Age"))
        .collect();
    attributes.sort_unstable();
    attributes
}

#[actix_web::test]
async fn over_plain_http_cookies_are_for_this_site_and_no_script() {
    let world = World::new().await;
    let page = world.browser().sign_up("ada@example.com").await;
    let cookies = page.cookies();
    let names: Vec<_> = cookies
        .iter()
        .map(|cookie| cookie.split('=').next().unwrap())
        .collect();
    assert_eq!(
        names,
        [
            "sendook_session_80",
            "sendook_refresh_80",
            "sendook_form_80"
        ]
    );
    for cookie in cookies {
        assert_eq!(attributes(cookie), ["HttpOnly", "Path=/", "SameSite=Lax"]);
    }
}

#[actix_web::test]
async fn over_https_they_are_secure_and_of_this_host_alone() {
    let world = World::at(Site::at("https://auth.example.com")).await;
    let browser = world.browser();
    let form = browser.get("/signup").await;
    assert!(form.cookies()[0].starts_with("__Host-sendook_form_auth.example.com_443="));
    let token = form.form_token();
    let request = browser.form_with(&token, "/signup", &SIGN_UP);
    let page = world
        .send(request.insert_header(("origin", "https://auth.example.com")))
        .await;
    assert_eq!(page.status, 201, "{}", page.text);
    assert_eq!(page.cookies().len(), 3);
    for cookie in page.cookies() {
        assert!(cookie.starts_with("__Host-sendook_"), "{cookie}");
        assert_eq!(
            attributes(cookie),
            ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"]
        );
    }
    page.shows("curl https://auth.example.com/v1/whoami");
}

#[actix_web::test]
async fn they_live_as_long_as_what_they_hold() {
    let world = World::new().await;
    let page = world.browser().sign_up("ada@example.com").await;
    let lives = |name: &str| {
        let cookies = page.cookies();
        let cookie = cookies
            .iter()
            .find(|cookie| cookie.starts_with(name))
            .unwrap();
        let (_, seconds) = cookie.split_once("Max-Age=").unwrap();
        seconds.split(';').next().unwrap().parse::<u32>().unwrap()
    };
    assert_eq!(lives("sendook_session_80"), 24 * 60 * 60);
    assert_eq!(lives("sendook_refresh_80"), 30 * 24 * 60 * 60);
    assert_eq!(lives("sendook_form_80"), 30 * 24 * 60 * 60);
}

#[actix_web::test]
async fn tabs_that_are_restored_have_one_key_of_forms() {
    let (world, ada) = World::with_ada().await;
    let stranger = world.browser();
    stranger.get("/login").await;
    for browser in [&ada, &stranger] {
        browser.restart();
    }
    for (browser, paths) in [
        (&ada, ["/settings", "/inboxes"]),
        (&stranger, ["/login", "/signup"]),
    ] {
        let [first, second] = paths.map(|path| browser.request(Method::GET, path));
        let tabs = [browser.send(first).await, browser.send(second).await];
        for tab in tabs {
            assert!(tab.cookies().is_empty(), "{:?}", tab.cookies());
            let token = tab.form_token();
            let fields = [
                ("email", "eve@example.com"),
                ("password", "wrong"),
                ("form_token", &token),
            ];
            let path = if browser.cookies.borrow().contains_key("sendook_session_80") {
                "/sessions/end-others"
            } else {
                "/login"
            };
            let sent = browser.send(browser.form(path, &fields)).await;
            assert_ne!(sent.status, 409, "{}", sent.text);
            let outdated = sent.header("location").unwrap_or_default();
            assert!(!outdated.contains("form-outdated"));
        }
    }
}

#[actix_web::test]
async fn logging_out_ends_the_session_and_takes_them_back() {
    let (world, ada) = World::with_ada().await;
    let kept = ada.cookies.borrow().clone();
    let page = ada.submit("/settings", "/logout", &[]).await;
    assert_eq!(page.location(), "/login?notice=logged-out");
    assert!(!ada.cookies.borrow().contains_key("sendook_session_80"));
    assert!(!ada.cookies.borrow().contains_key("sendook_refresh_80"));
    let thief = world.browser();
    thief.cookies.replace(kept);
    assert_eq!(
        thief.get("/settings").await.location(),
        "/login?next=/settings"
    );
}
