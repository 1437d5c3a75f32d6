//! The e-mail address of a person: confirming it, and changing it.

use crate::support::{Answer, Browser, PASSWORD, World};

const ADA: &str = "ada@example.com";
const NEW: &str = "ada.king@example.com";

async fn change(ada: &Browser, email: &str, password: &str) -> Answer {
    let fields = [("email", email), ("password", password)];
    ada.submit("/settings", "/settings/email", &fields).await
}

async fn follow(browser: &Browser, token: &str) -> Answer {
    let path = "/verify-email";
    browser.submit(path, path, &[("token", token)]).await
}

#[actix_web::test]
async fn every_page_asks_until_the_address_is_confirmed() {
    let world = World::with_mail().await;
    let ada = world.signed_up(ADA).await;
    for path in ["/overview", "/members", "/settings"] {
        ada.get(path)
            .await
            .shows("Please confirm your e-mail address");
    }
    world.mailed_tokens(ADA);
    let sent = ada.submit("/inboxes", "/settings/email/resend", &[]).await;
    assert_eq!(sent.location(), "/settings?notice=verification-sent");
    let token = world.mailed_tokens(ADA).pop().unwrap();
    // In the browser of the mail program, which is another.
    let followed = follow(&world.browser(), &token).await;
    assert_eq!(followed.location(), "/login?notice=email-verified");
    let page = ada.get("/settings").await;
    page.hides("Please confirm");
    page.shows("<span class=\"tag\">confirmed</span>");
    let again = follow(&ada, &token).await;
    assert_eq!(again.status, 403);
}

#[actix_web::test]
async fn who_confirms_while_logged_in_is_led_to_the_settings() {
    let world = World::with_mail().await;
    let ada = world.signed_up(ADA).await;
    let token = world.mailed_tokens(ADA).pop().unwrap();
    let followed = follow(&ada, &token).await;
    assert_eq!(followed.location(), "/settings?notice=email-verified");
    let page = ada.get(followed.location()).await;
    page.shows("Your e-mail address is confirmed.");
}

#[actix_web::test]
async fn another_mail_too_many_has_to_wait() {
    let world = World::with_mail().await;
    let ada = world.signed_up(ADA).await;
    for _ in 0..3 {
        ada.submitted("/settings", "/settings/email/resend", &[])
            .await;
    }
    let refused = ada.submit("/settings", "/settings/email/resend", &[]).await;
    assert_eq!(refused.status, 429);
    assert!(refused.header("retry-after").is_some());
}

#[actix_web::test]
async fn without_mail_nobody_is_asked_to_confirm_or_offered_a_change() {
    let (_, ada) = World::with_ada().await;
    let page = ada.get("/settings").await;
    page.hides("Please confirm");
    page.hides("action=\"/settings/email\"");
    page.shows("It cannot be changed here, as this service sends no mail.");
}

#[actix_web::test]
async fn a_changed_address_counts_once_its_link_is_followed() {
    let world = World::with_mail().await;
    let ada = world.signed_up(ADA).await;
    let asked = change(&ada, NEW, PASSWORD).await;
    assert_eq!(asked.location(), "/settings?notice=email-change-sent");
    ada.get("/settings").await.shows("<p>ada@example.com");
    let token = world.mailed_tokens(NEW).pop().unwrap();
    follow(&ada, &token).await.location();
    ada.get("/settings").await.shows("<p>ada.king@example.com");
    let browser = world.browser();
    assert_eq!(browser.log_in(ADA, PASSWORD, "").await.status, 403);
    assert_eq!(browser.log_in(NEW, PASSWORD, "").await.status, 303);
}

#[actix_web::test]
async fn a_change_takes_a_recent_proof_which_is_its_password_too() {
    let world = World::with_mail().await;
    let ada = world.signed_up(ADA).await;
    world.let_proofs_age();
    let invalid = change(&ada, "ada", PASSWORD).await;
    assert_ne!(invalid.fault("email"), "");
    let asked = change(&ada, NEW, PASSWORD).await;
    assert_eq!(asked.status, 403);
    asked.shows("You are about to change your e-mail address");
    asked.shows("name=\"email\" value=\"ada.king@example.com\"");
    asked.hides(PASSWORD);
    assert_eq!(world.mailed_tokens(NEW), [""; 0]);
    let path = "/settings/email";
    let wrong = [("email", NEW), ("proof_password", "wrong one")];
    let page = ada.submit_from(&asked, path, &wrong).await;
    assert_eq!(page.fault("proof_password"), "The password is wrong.");
    let right = [("email", NEW), ("proof_password", PASSWORD)];
    let done = ada.submit_from(&asked, path, &right).await;
    assert_eq!(done.location(), "/settings?notice=email-change-sent");
    assert_eq!(world.mailed_tokens(NEW).len(), 1);
}

#[actix_web::test]
async fn what_is_wrong_with_a_change_stands_beside_its_field() {
    let world = World::with_mail().await;
    let ada = world.signed_up(ADA).await;
    world.signed_up("eve@example.com").await;
    for (email, password, status, field) in [
        ("ada", PASSWORD, 400, "email"),
        ("eve@example.com", PASSWORD, 409, "email"),
        (NEW, "wrong one", 403, "password"),
        (NEW, "", 400, "password"),
    ] {
        let page = change(&ada, email, password).await;
        assert_eq!(page.status, status, "{email} {}", page.text);
        assert_ne!(page.fault(field), "", "{email}");
        page.shows(&format!("value=\"{email}\""));
        page.hides("wrong one");
    }
    assert_eq!(world.mailed_tokens(NEW), [""; 0]);
}
