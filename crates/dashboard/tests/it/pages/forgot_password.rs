//! Forgetting the password: a link by mail, and the same answer to everybody.

use crate::support::{Answer, PASSWORD, World};

const NEW: &str = "seven quiet lanterns";

async fn forget(world: &World, email: &str) -> Answer {
    let path = "/forgot-password";
    world
        .browser()
        .submit(path, path, &[("email", email)])
        .await
}

#[actix_web::test]
async fn the_answer_is_the_same_whether_or_not_there_is_an_account() {
    let world = World::with_mail().await;
    world.signed_up("ada@example.com").await;
    for email in ["ada@example.com", "nobody@example.com"] {
        for _ in 0..4 {
            let page = forget(&world, email).await;
            assert_eq!(page.location(), "/login?notice=reset-mailed");
        }
    }
    let login = world.browser().get("/login?notice=reset-mailed").await;
    login.shows("If an account has this address, a mail with a link is on its way");
}

#[actix_web::test]
async fn the_link_of_the_mail_sets_the_password() {
    let world = World::with_mail().await;
    world.signed_up("ada@example.com").await;
    world.mailed_tokens("ada@example.com");
    let browser = world.browser();
    browser
        .get("/login")
        .await
        .shows("<a href=\"/forgot-password\">");
    forget(&world, "ada@example.com").await.location();
    let token = world.mailed_tokens("ada@example.com").pop().unwrap();
    let fields = [("token", token.as_str()), ("new_password", NEW)];
    let set = browser.submit("/reset-password", "/reset-password", &fields);
    assert_eq!(set.await.location(), "/login?notice=password-set");
    let old = browser.log_in("ada@example.com", PASSWORD, "").await;
    assert_eq!(old.status, 403);
    let new = browser.log_in("ada@example.com", NEW, "").await;
    assert_eq!(new.location(), "/overview");
}

#[actix_web::test]
async fn what_is_no_address_is_told_beside_it() {
    let world = World::with_mail().await;
    let page = forget(&world, "ada").await;
    assert_eq!(page.status, 400);
    assert_ne!(page.fault("email"), "");
    page.shows("value=\"ada\"");
}

#[actix_web::test]
async fn without_mail_the_page_says_whom_to_ask() {
    let world = World::new().await;
    let browser = world.browser();
    let page = browser.get("/forgot-password").await;
    page.shows("This service sends no mail. Ask whoever runs it");
    page.hides("<form");
    let fields = [("email", "ada@example.com")];
    let sent = browser.submit("/login", "/forgot-password", &fields).await;
    assert_eq!(sent.status, 501);
    sent.shows("This service sends no mail.");
}

#[actix_web::test]
async fn a_browser_that_says_nothing_sends_its_form_again() {
    let world = World::with_mail().await;
    let browser = world.browser();
    let token = browser.get("/forgot-password").await.form_token();
    browser.cookies.borrow_mut().clear();
    let form = browser.form_with(&token, "/forgot-password", &[("email", "ada@example.com")]);
    let again = browser.send(form).await;
    assert_eq!(again.status, 409);
    again.shows("value=\"ada@example.com\"");
    assert_eq!(world.mailed_tokens("ada@example.com"), [""; 0]);
}
