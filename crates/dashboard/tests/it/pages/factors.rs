//! Second factors are set up, listed, and taken away.

use chrono::TimeDelta;
use sendook_domain::entities::{AuditAction, Factor};
use sendook_domain::ports::Factors as _;
use sendook_domain::values::Id;
use sendook_testkit::builders::{a_factor, a_passkey, an_audit_event};

use crate::support::{Answer, App, Browser, FACTORS, PASSWORD, World};

const APP: &str = "/settings/second-factor/app";
const CODES: &str = "/settings/second-factor/recovery-codes";

async fn offered(person: &Browser) -> Answer {
    let page = person.submit(FACTORS, APP, &[("name", "Tablet")]).await;
    assert_eq!(page.status, 201, "{}", page.text);
    page
}

/// Where the newest factor of a list is removed.
fn removal(list: &Answer) -> String {
    let id = list.between("href=\"/settings/second-factor/factor_", "/");
    format!("{FACTORS}/factor_{id}/remove")
}

/// A login in another browser, by password and then this.
async fn login_by(world: &World, code: &str) -> Answer {
    let browser = world.browser();
    let page = browser.log_in("ada@example.com", PASSWORD, "").await;
    let token = page.between("name=\"mfa_token\" value=\"", "\"");
    let fields = [("mfa_token", token), ("code", code)];
    browser
        .submit_from(&page, "/login/second-factor", &fields)
        .await
}

#[actix_web::test]
async fn an_app_is_set_up_and_asked_for() {
    let (world, ada) = World::with_ada().await;
    let settings = ada.get("/settings").await;
    settings.shows("Your password alone logs you in.");
    settings.shows("href=\"/settings/second-factor\"");
    let page = offered(&ada).await;
    page.shows("<svg class=\"qr\" role=\"img\"");
    page.shows("<a href=\"otpauth://totp/Sendook:ada@example.com?secret=");
    page.shows("data-replace-address=\"/settings/second-factor\"");
    ada.get(FACTORS).await.hides("Tablet");
    let app = App::reading(&page);
    let done = ada.confirm(&page, &app.code(&world)).await;
    done.shows("The second factor is set up.");
    done.shows("They will not be shown again.");
    done.shows("href=\"/settings/second-factor\">I have kept the codes</a>");
    let codes = done.recovery_codes();
    let list = ada.get(FACTORS).await;
    list.shows("Tablet</th>");
    list.shows("10 of 10 are left.");
    for code in &codes {
        list.hides(code);
    }
    world.clock.advance(TimeDelta::seconds(30));
    login_by(&world, &app.code(&world)).await.location();
    login_by(&world, &codes[9]).await.location();
    ada.get(FACTORS).await.shows("9 of 10 are left.");
    ada.get("/settings")
        .await
        .shows("1 set up, 9 recovery codes left.");
    ada.get("/audit").await.shows("Added a second factor");
}

#[actix_web::test]
async fn a_wrong_code_is_answered_by_the_same_secret() {
    let (world, ada) = World::with_ada().await;
    let page = offered(&ada).await;
    let app = App::reading(&page);
    let right = app.code(&world);
    let wrong = if right == "000000" {
        "000001"
    } else {
        "000000"
    };
    for (code, fault) in [
        ("", "The code is required."),
        ("12345", "six digits"),
        (wrong, "not the code that the app shows now"),
    ] {
        let again = ada.confirm(&page, code).await;
        assert_eq!(again.status, 400, "{}", again.text);
        assert!(again.fault("code").contains(fault), "{}", again.text);
        assert_eq!(App::reading(&again).code(&world), right);
        again.shows("<svg class=\"qr\"");
        again.hides(&format!(
            "value=\"{code}\" autocomplete=\"one-time-code\" aria"
        ));
    }
    ada.confirm(&page, &right).await.recovery_codes();
}

#[actix_web::test]
async fn what_the_form_sends_along_is_shown_only_if_it_is_of_the_form_of_ours() {
    let (_, ada) = World::with_ada().await;
    let page = offered(&ada).await;
    let path = format!(
        "{APP}/{}",
        page.between("action=\"/settings/second-factor/app/", "\"")
    );
    for uri in [
        "",
        "javascript:alert(1)?secret=A",
        "otpauth://totp/a?secret=<b>",
        "otpauth://totp/a",
    ] {
        let fields = [("code", "1"), ("uri", uri)];
        let over = ada.submit_from(&page, &path, &fields).await;
        assert_eq!(
            over.location(),
            "/settings/second-factor?notice=factor-offer-over"
        );
    }
    let fields = [
        ("code", "1"),
        ("uri", "otpauth://totp/\"><script>?secret=AAAA"),
    ];
    ada.submit_from(&page, &path, &fields)
        .await
        .hides("<script>");
}

#[actix_web::test]
async fn an_offer_that_is_over_leads_back_to_the_list() {
    let (world, ada) = World::with_ada().await;
    let first = offered(&ada).await;
    let code = App::reading(&first).code(&world);
    let second = offered(&ada).await;
    let over = "/settings/second-factor?notice=factor-offer-over";
    let replaced = ada.confirm(&first, &code).await;
    assert_eq!(replaced.location(), over);
    ada.get(over).await.shows("begun again elsewhere");
    let code = App::reading(&second).code(&world);
    ada.confirm(&second, &code).await.recovery_codes();
    let reloaded = ada.confirm(&second, &code).await;
    assert_eq!(reloaded.location(), over, "codes are shown once");
}

#[actix_web::test]
async fn a_further_app_brings_no_codes() {
    let (world, ada) = World::with_ada().await;
    App::of(&world, &ada).await;
    let page = offered(&ada).await;
    let done = ada.confirm(&page, &App::reading(&page).code(&world)).await;
    assert_eq!(
        done.location(),
        "/settings/second-factor?notice=factor-added"
    );
    let list = ada.get(done.location()).await;
    list.shows("Logins take it from now on.");
    assert_eq!(list.text.matches("Remove…").count(), 2);
}

#[actix_web::test]
async fn a_name_that_is_none_is_told_beside_it() {
    let (_, ada) = World::with_ada().await;
    let page = ada
        .submit(FACTORS, APP, &[("name", &"x".repeat(101))])
        .await;
    assert_eq!(page.status, 400);
    assert_ne!(page.fault("name"), "");
    page.shows("<h1>Second factor</h1>");
}

#[actix_web::test]
async fn where_no_app_can_be_set_up_the_list_says_why() {
    let (world, ada) = World::with_ada().await;
    world.secret_sealer.lose_key();
    let page = ada.submit(FACTORS, APP, &[("name", "Tablet")]).await;
    assert_eq!(page.status, 501);
    page.shows("has to set a secret key first");
    page.shows("value=\"Tablet\"");
}

#[actix_web::test]
async fn there_is_a_limit() {
    let (world, ada) = World::with_ada().await;
    let user = Id::parse(&ada.user_id().await).unwrap();
    for _ in 0..Factor::MAX {
        let mut stored = a_passkey(&user);
        world.store.offer_factor(&stored).unwrap();
        stored.factor.confirmed_at = Some(stored.factor.created_at);
        let event = an_audit_event(AuditAction::FactorAdded);
        world
            .store
            .confirm_factor(&stored, &[], &event, &[])
            .unwrap();
    }
    let page = ada.submit(FACTORS, APP, &[]).await;
    assert_eq!(page.status, 409);
    page.shows("There are 20 factors already");
    page.shows("data-label=\"Kind\">Passkey<");
}

#[actix_web::test]
async fn new_recovery_codes_end_the_old_ones() {
    let (world, ada) = World::with_ada().await;
    let app = App::set_up(&world, &ada).await;
    let asked = ada.get(CODES).await;
    asked.shows("The 10 that you still have end at once");
    let renewed = ada.submit_from(&asked, CODES, &[]).await;
    renewed.shows("The codes that you had before have ended.");
    let codes = renewed.recovery_codes();
    assert!(codes.iter().all(|code| !app.recovery_codes.contains(code)));
    assert_eq!(login_by(&world, &app.recovery_codes[0]).await.status, 403);
    login_by(&world, &codes[0]).await.location();
    ada.get("/audit").await.shows("Made new recovery codes");
}

#[actix_web::test]
async fn the_last_factor_takes_the_recovery_codes_along() {
    let (world, ada) = World::with_ada().await;
    App::of(&world, &ada).await;
    let list = ada.get(FACTORS).await;
    let path = removal(&list);
    let asked = ada.get(&path).await;
    asked.shows("your password alone logs you in");
    asked.hides("requires a second factor");
    let removed = ada.submit_from(&asked, &path, &[]).await;
    assert_eq!(
        removed.location(),
        "/settings/second-factor?notice=factor-removed"
    );
    let list = ada.get(removed.location()).await;
    list.shows("The second factor is removed.");
    list.hides("Recovery codes</h2>");
    world.logged_in("ada@example.com").await;
    assert_eq!(ada.get(&path).await.status, 404);
    assert_eq!(ada.submit(FACTORS, &path, &[]).await.status, 404);
    assert_eq!(ada.get(CODES).await.location(), FACTORS);
}

#[actix_web::test]
async fn one_of_several_leaves_the_codes_and_the_question_says_what_is_lost() {
    let (world, ada) = World::with_ada().await;
    App::of(&world, &ada).await;
    let list = ada.get(FACTORS).await;
    let path = removal(&list);
    world.require_second_factor(&ada).await;
    ada.get(&path)
        .await
        .shows("Default Organization requires a second factor: you reach nothing of it");
    world.clock.advance(TimeDelta::seconds(30));
    let page = offered(&ada).await;
    ada.confirm(&page, &App::reading(&page).code(&world))
        .await
        .location();
    let asked = ada.get(&path).await;
    asked.shows("your recovery codes stay");
    ada.submit_from(&asked, &path, &[]).await.location();
    ada.get(FACTORS).await.shows("1 of 10 are left.");
}

#[actix_web::test]
async fn another_persons_factor_is_not_found() {
    let (world, ada) = World::with_ada().await;
    App::of(&world, &ada).await;
    let eve = world.signed_up("eve@example.com").await;
    let list = ada.get(FACTORS).await;
    let path = removal(&list);
    assert_eq!(eve.get(&path).await.status, 404);
    assert_eq!(eve.submit(FACTORS, &path, &[]).await.status, 404);
    let offer = a_factor(&Id::parse(&ada.user_id().await).unwrap());
    world.store.offer_factor(&offer).unwrap();
    let path = format!("{APP}/{}", offer.factor.id);
    let page = eve.submit(FACTORS, &path, &[("code", "123456")]).await;
    assert_eq!(
        page.location(),
        "/settings/second-factor?notice=factor-offer-over"
    );
}
