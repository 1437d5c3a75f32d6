//! What people type shows as they typed it, and is never part of a page.

use crate::support::{Browser, LOG_IN, SIGN_UP, World};

const NASTY: &str = "<script>alert(1)</script>";

const SHOWN: &str = "&#60;script&#62;alert(1)&#60;/script&#62;";

async fn shows(browser: &Browser, path: &str) {
    let page = browser.get(path).await;
    page.shows(SHOWN);
    page.hides("<script>");
}

#[actix_web::test]
async fn names_are_text() {
    let (_, ada) = World::with_ada().await;
    let (id, _) = ada.generate(NASTY).await;
    for path in [
        "/api-keys",
        &format!("/api-keys/{id}"),
        &format!("/api-keys/{id}/delete"),
        &format!("/api-keys/{id}/disable"),
        &format!("/api-keys/{id}/rotate"),
    ] {
        shows(&ada, path).await;
    }
    ada.submitted("/inboxes", "/inboxes", &[("name", NASTY)])
        .await;
    shows(&ada, "/inboxes").await;
    ada.submitted("/settings", "/settings/organization", &[("name", NASTY)])
        .await;
    ada.submitted("/settings", "/settings/profile", &[("first_name", NASTY)])
        .await;
    for path in ["/api-keys", "/settings", "/sessions", "/audit"] {
        shows(&ada, path).await;
    }
}

#[actix_web::test]
async fn what_is_shown_again_is_text_too() {
    let world = World::new().await;
    let browser = world.browser();
    let quoted = "\"><script>alert(1)</script>";
    let page = browser.log_in(quoted, "wrong", "").await;
    page.shows("value=\"&#34;&#62;&#60;script&#62;");
    let page = browser
        .get("/audit?action=%3Cscript%3E&since=%22%3E%3Cscript%3E&notice=%3Cscript%3E")
        .await;
    page.hides("<script>");
    let ada = world.signed_up("ada@example.com").await;
    let page = ada
        .get("/audit?action=%3Cscript%3E&since=%22%3E%3Cscript%3E&notice=%3Cscript%3E")
        .await;
    page.hides("<script>");
}

#[actix_web::test]
async fn a_browser_that_names_itself_badly_is_text() {
    let (world, ada) = World::with_ada().await;
    let token = world.browser();
    let form = token.get("/login").await.form_token();
    let request = token.form_with(&form, "/login", &LOG_IN);
    let page = world
        .send(request.insert_header(("user-agent", NASTY)))
        .await;
    assert_eq!(page.location(), "/overview");
    shows(&ada, "/sessions").await;
}

#[actix_web::test]
async fn the_command_holds_no_strange_host() {
    let world = World::new().await;
    let browser = world.browser();
    let form = browser.get("/signup").await.form_token();
    let request = browser.form_with(&form, "/signup", &SIGN_UP);
    let page = world
        .send(request.insert_header(("host", "x$(reboot)")))
        .await;
    page.shows("curl http://localhost/v1/whoami");
}
