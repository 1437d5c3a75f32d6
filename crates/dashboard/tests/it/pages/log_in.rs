//! Logging in here counts as it does in the API.

use actix_web::http::Method;

use crate::support::{LOG_IN, PASSWORD, World};

#[actix_web::test]
async fn the_right_password_opens_a_session() {
    let world = World::new().await;
    world.signed_up("Ada@example.com").await;
    let browser = world.browser();
    let page = browser.log_in("ada@EXAMPLE.com", PASSWORD, "").await;
    assert_eq!(page.location(), "/overview");
    assert_eq!(browser.get("/overview").await.status, 200);
    assert_eq!(browser.get("/login").await.location(), "/overview");
    assert_eq!(browser.get("/").await.location(), "/overview");
}

#[actix_web::test]
async fn a_wrong_password_is_reported_and_only_the_address_stays() {
    let world = World::new().await;
    world.signed_up("ada@example.com").await;
    let known = world
        .browser()
        .log_in("ada@example.com", "wrong lanterns", "/inboxes")
        .await;
    assert_eq!(known.status, 403);
    known.shows("Invalid e-mail or password.");
    known.shows("value=\"ada@example.com\"");
    known.hides("wrong lanterns");
    assert_eq!(known.between("name=\"next\" value=\"", "\""), "/inboxes");
    let unknown = world
        .browser()
        .log_in("eve@example.com", "wrong lanterns", "/inboxes")
        .await;
    assert_eq!(unknown.status, 403);
    unknown.shows("Invalid e-mail or password.");
}

#[actix_web::test]
async fn a_field_that_is_no_address_is_said_beside_it() {
    let page = World::new().await.browser().log_in("ada", "", "").await;
    assert_eq!(page.status, 400);
    assert_ne!(page.fault("email"), "");
    assert_eq!(page.fault("password"), "The password is required.");
}

#[actix_web::test]
async fn guesses_are_slowed_down_together_with_those_of_the_api() {
    let world = World::new().await;
    world.signed_up("ada@example.com").await;
    let browser = world.browser();
    let address = "192.0.2.7:1024".parse().unwrap();
    let guess = async || {
        let token = browser.get("/login").await.form_token();
        let fields = [
            ("email", "ada@example.com"),
            ("password", "wrong"),
            ("form_token", &token),
        ];
        browser
            .send(browser.form("/login", &fields).peer_addr(address))
            .await
    };
    for _ in 0..10 {
        assert_eq!(guess().await.status, 403);
    }
    let page = guess().await;
    assert_eq!(page.status, 429);
    assert_eq!(page.header("retry-after"), Some("1"));
    page.shows("Wait 1 second, then try again.");
    let body = r#"{"email": "ada@example.com", "password": "wrong"}"#;
    let request = browser
        .request(Method::POST, "/auth/login")
        .peer_addr(address);
    let request = request
        .insert_header(("content-type", "application/json"))
        .set_payload(body);
    assert_eq!(world.send(request).await.status, 429);
}

#[actix_web::test]
async fn the_audit_trail_shows_where_a_login_came_from() {
    let world = World::new().await;
    world.signed_up("ada@example.com").await;
    let browser = world.browser();
    let token = browser.get("/login").await.form_token();
    let request = browser
        .form_with(&token, "/login", &LOG_IN)
        .peer_addr("192.0.2.7:1024".parse().unwrap());
    let page = browser
        .send(request.insert_header(("user-agent", "Lantern/1")))
        .await;
    let events = world.store.audit_events();
    let origin = &events.last().unwrap().origin;
    assert_eq!(origin.ip, Some("192.0.2.7".parse().unwrap()));
    assert_eq!(origin.user_agent.as_deref(), Some("Lantern/1"));
    assert_eq!(origin.request_id.as_deref(), page.header("x-request-id"));
}

#[actix_web::test]
async fn a_second_login_of_a_browser_ends_the_first() {
    let world = World::new().await;
    world.signed_up("ada@example.com").await;
    let browser = world.browser();
    let form = browser.get("/login").await;
    browser
        .submit_from(&form, "/login", &LOG_IN)
        .await
        .location();
    let first = world.browser();
    first.cookies.replace(browser.cookies.borrow().clone());
    assert_eq!(first.get("/settings").await.status, 200);
    browser
        .submit_from(&form, "/login", &LOG_IN)
        .await
        .location();
    assert_eq!(first.get("/settings").await.status, 303);
    assert_eq!(browser.get("/settings").await.status, 200);
}
