//! A login in two steps, without JavaScript.

use chrono::TimeDelta;
use sendook_dashboard::Site;

use crate::support::{Answer, App, Browser, PASSWORD, World};

async fn with_app() -> (World, App, Browser) {
    let (world, ada) = World::with_ada().await;
    let app = App::of(&world, &ada).await;
    let browser = world.browser();
    (world, app, browser)
}

/// Types the password, and gives the page that asks for more.
async fn first_step(browser: &Browser, next: &str) -> Answer {
    let page = browser.log_in("ada@example.com", PASSWORD, next).await;
    assert_eq!(page.status, 200, "{}", page.text);
    page.shows("<h1>Confirm that it is you</h1>");
    page.hides(PASSWORD);
    page
}

async fn second_step(browser: &Browser, page: &Answer, code: &str) -> Answer {
    let token = page.between("name=\"mfa_token\" value=\"", "\"");
    let next = page.between("name=\"next\" value=\"", "\"");
    let fields = [("mfa_token", token), ("next", next), ("code", code)];
    browser
        .submit_from(page, "/login/second-factor", &fields)
        .await
}

#[actix_web::test]
async fn a_code_of_the_app_or_a_recovery_code_opens_a_session() {
    let (world, app, browser) = with_app().await;
    let page = first_step(&browser, "/inboxes").await;
    assert_eq!(browser.get("/overview").await.status, 303, "not yet");
    let code = app.code(&world);
    let done = second_step(&browser, &page, &format!("{} {}", &code[..3], &code[3..])).await;
    assert_eq!(done.location(), "/inboxes");
    assert_eq!(browser.get("/overview").await.status, 200);
    let other = world.browser();
    let page = first_step(&other, "").await;
    let done = second_step(&other, &page, &app.recovery_codes[0]).await;
    assert_eq!(done.location(), "/overview");
}

#[actix_web::test]
async fn a_wrong_code_is_said_and_may_be_tried_again() {
    let (world, app, browser) = with_app().await;
    let page = first_step(&browser, "/inboxes").await;
    let no_code = second_step(&browser, &page, "12345").await;
    assert_eq!(no_code.status, 400);
    assert_ne!(no_code.fault("code"), "");
    let used = app.code(&world);
    let other = world.browser();
    let elsewhere = first_step(&other, "").await;
    second_step(&other, &elsewhere, &used).await.location();
    let wrong = second_step(&browser, &no_code, &used).await;
    assert_eq!(wrong.status, 403);
    wrong.shows("was used before");
    let done = second_step(&browser, &wrong, &app.recovery_codes[0]).await;
    assert_eq!(done.location(), "/inboxes");
}

#[actix_web::test]
async fn a_login_that_is_over_leads_back_to_the_password() {
    let (world, app, browser) = with_app().await;
    let page = first_step(&browser, "/inboxes").await;
    world.clock.advance(TimeDelta::minutes(5));
    let late = second_step(&browser, &page, &app.code(&world)).await;
    assert_eq!(late.location(), "/login?next=/inboxes&notice=login-over");
    let again = browser.get(late.location()).await;
    again.shows("took too long");
    assert_eq!(again.between("name=\"next\" value=\"", "\""), "/inboxes");
    let without = browser.get("/login/second-factor").await;
    assert_eq!(without.location(), "/login");
}

#[actix_web::test]
async fn guesses_are_slowed_down() {
    let (_, _, browser) = with_app().await;
    let page = first_step(&browser, "").await;
    for _ in 0..10 {
        let wrong = second_step(&browser, &page, "0000-0000-0000-0000").await;
        assert_eq!(wrong.status, 403);
    }
    let slowed = second_step(&browser, &page, "0000-0000-0000-0000").await;
    assert_eq!(slowed.status, 429);
    slowed.shows("Wait 1 second, then try again.");
}

#[actix_web::test]
async fn keys_take_a_recent_proof_if_the_operator_wants_it_so() {
    let site = Site::anywhere();
    let world = World::with(site, |settings| settings.services.step_up_keys = true).await;
    let ada = world.signed_up("ada@example.com").await;
    let (key, _) = ada.generate("Before").await;
    world.let_proofs_age();
    let rotate = format!("/api-keys/{key}/rotate");
    for (page, path, fields) in [
        ("/api-keys/new", "/api-keys", [("name", "After")]),
        (&*rotate, &*rotate, [("grace_seconds", "0")]),
    ] {
        let asked = ada.submit(page, path, &fields).await;
        assert_eq!(asked.status, 403, "{}", asked.text);
        asked.shows("<h1>Confirm that it is you</h1>");
    }
}
