//! Forms that were left open, while the person logged out elsewhere or cleared the cookies.

use chrono::Duration;

use crate::support::{Answer, Browser, FORMS, PASSWORD, SIGN_UP, World};

const LOGIN: [(&str, &str); 3] = [
    ("email", "ada@example.com"),
    ("password", PASSWORD),
    ("next", "/inboxes"),
];

/// Sends a form as a browser does that says nothing about where it came from.
async fn unproven(browser: &Browser, page: &Answer, path: &str, fields: &[(&str, &str)]) -> Answer {
    browser
        .send(browser.form_with(&page.form_token(), path, fields))
        .await
}

#[actix_web::test]
async fn logging_out_twice_ends_where_one_is_logged_out() {
    let (_, ada) = World::with_ada().await;
    let old_tab = ada.get("/settings").await;
    ada.submitted("/inboxes", "/logout", &[]).await;
    let page = ada.submit_from(&old_tab, "/logout", &[]).await;
    assert_eq!(page.location(), "/login?notice=logged-out");
    let page = unproven(&ada, &old_tab, "/logout", &[]).await;
    assert_eq!(page.location(), "/login?notice=logged-out");
}

#[actix_web::test]
async fn logging_out_from_a_tab_of_an_earlier_session_ends_this_one() {
    let (world, ada) = World::with_ada().await;
    let old_tab = ada.get("/settings").await;
    ada.submitted("/inboxes", "/logout", &[]).await;
    ada.log_in("ada@example.com", PASSWORD, "").await.location();
    let thief = world.browser();
    thief.cookies.replace(ada.cookies.borrow().clone());
    let page = ada.submit_from(&old_tab, "/logout", &[]).await;
    assert_eq!(page.location(), "/login?notice=logged-out");
    assert_eq!(ada.get("/settings").await.status, 303);
    assert_eq!(thief.get("/settings").await.status, 303);
}

#[actix_web::test]
async fn a_browser_that_says_nothing_is_asked_whether_to_log_out() {
    let (_, ada) = World::with_ada().await;
    let old_tab = ada.get("/settings").await;
    ada.submitted("/inboxes", "/logout", &[]).await;
    ada.log_in("ada@example.com", PASSWORD, "").await.location();
    let asked = unproven(&ada, &old_tab, "/logout", &[]).await;
    assert_eq!(asked.status, 409, "{}", asked.text);
    assert_eq!(ada.get("/settings").await.status, 200);
    assert_eq!(
        unproven(&ada, &asked, "/logout", &[]).await.location(),
        "/login?notice=logged-out"
    );
    assert_eq!(ada.get("/settings").await.status, 303);
}

#[actix_web::test]
async fn a_login_form_is_good_after_a_day_and_after_a_month() {
    for days in [1, 40] {
        let world = World::new().await;
        world.signed_up("ada@example.com").await;
        let browser = world.browser();
        let form = browser.get("/login").await;
        world.clock.advance(Duration::days(days));
        if days > 30 {
            // The browser has dropped it by then.
            browser.cookies.borrow_mut().clear();
        }
        let page = browser.submit_from(&form, "/login", &LOGIN).await;
        assert_eq!(page.location(), "/inboxes");
        assert_eq!(browser.get("/inboxes").await.status, 200);
    }
}

#[actix_web::test]
async fn a_login_form_is_good_after_the_cookies_were_cleared() {
    let (world, ada) = World::with_ada().await;
    let form = world.browser().get("/login").await;
    ada.cookies.borrow_mut().clear();
    assert_eq!(
        ada.submit_from(&form, "/login", &LOGIN).await.location(),
        "/inboxes"
    );
    assert_eq!(ada.get("/settings").await.status, 200);
}

#[actix_web::test]
async fn a_browser_that_says_nothing_sends_its_login_form_again() {
    let world = World::new().await;
    world.signed_up("ada@example.com").await;
    let browser = world.browser();
    let form = browser.get("/login").await;
    browser.cookies.borrow_mut().clear();
    let again = unproven(&browser, &form, "/login", &LOGIN).await;
    assert_eq!(again.status, 409, "{}", again.text);
    again.shows("value=\"ada@example.com\"");
    again.hides(PASSWORD);
    assert_eq!(again.between("name=\"next\" value=\"", "\""), "/inboxes");
    let page = unproven(&browser, &again, "/login", &LOGIN).await;
    assert_eq!(page.location(), "/inboxes");
}

#[actix_web::test]
async fn a_form_of_sign_up_is_good_after_the_cookies_were_cleared() {
    let browser = World::new().await.browser();
    let form = browser.get("/signup").await;
    browser.cookies.borrow_mut().clear();
    let page = browser.submit_from(&form, "/signup", &SIGN_UP).await;
    assert_eq!(page.status, 201, "{}", page.text);
    assert_eq!(browser.get("/settings").await.status, 200);
}

#[actix_web::test]
async fn a_form_after_logging_out_in_another_tab_says_so_and_leads_back() {
    let (world, ada) = World::with_ada().await;
    let first_tab = ada.get("/inboxes").await;
    ada.submitted("/settings", "/logout", &[]).await;
    let before = world.store.audit_events();
    let fields = [("name", "Support")];
    let page = ada.submit_from(&first_tab, "/inboxes", &fields).await;
    let login = ada.get(page.location()).await;
    login.shows("You were logged out before that form was sent, so nothing was changed.");
    assert_eq!(world.store.audit_events(), before);
    let fields = [
        ("email", "ada@example.com"),
        ("password", PASSWORD),
        ("next", login.between("name=\"next\" value=\"", "\"")),
    ];
    assert_eq!(
        ada.submit_from(&login, "/login", &fields).await.location(),
        "/inboxes"
    );
}

#[actix_web::test]
async fn a_page_without_a_session_says_nothing_of_a_form() {
    let page = World::new().await.browser().get("/inboxes").await;
    assert_eq!(page.location(), "/login?next=/inboxes");
}

/// A day later, after logging out and in elsewhere, and without cookies: no form ends on a page that refuses.
#[actix_web::test]
async fn no_form_ends_on_a_refusal() {
    for form in FORMS {
        for event in ["day", "other session", "logged out", "no cookies"] {
            let (world, ada) = World::with_ada().await;
            let stranger = world.browser();
            let (browser, page) = form.sender(&ada, &stranger);
            let page = browser.get(page).await;
            let path = ada.path(form.path).await;
            match event {
                "day" => world.clock.advance(Duration::days(1)),
                "no cookies" => browser.cookies.borrow_mut().clear(),
                _ => {
                    if form.needs_session {
                        browser.submitted("/settings", "/logout", &[]).await;
                    }
                    if event == "other session" {
                        browser.log_in("ada@example.com", PASSWORD, "").await;
                    }
                }
            }
            let token = page.form_token();
            let page = browser.submit_with(&token, &path, form.fields).await;
            let context = format!("{path} after {event}: {} {}", page.status, page.text);
            let same_session = event == "day" || !form.needs_session || form.path == "/logout";
            if same_session {
                assert_eq!(page.status, form.status, "{context}");
                continue;
            }
            let location = page.location();
            if event == "other session" {
                assert!(location.ends_with("?notice=form-outdated"), "{context}");
                assert_eq!(browser.get(location).await.status, 200, "{context}");
            } else {
                assert!(location.starts_with("/login?next=/"), "{context}");
            }
        }
    }
}
