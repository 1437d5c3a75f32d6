//! Passkeys are added, renamed, and shown: to log in, as a second factor, and as a proof.

use sendook_testkit::{PASSKEY_ORIGIN, SoftwareAuthenticator};

use crate::support::{Answer, App, Browser, FACTORS, PASSWORD, World};

const ADD: &str = "/settings/second-factor/passkey";

/// A browser at the address where passkeys work.
fn local(world: &World) -> Browser {
    Browser::at(world, PASSKEY_ORIGIN.strip_prefix("http://").unwrap())
}

/// Ada there, and a device that has a passkey of hers.
async fn ada_with_passkey(world: &World) -> (Browser, SoftwareAuthenticator) {
    let ada = local(world);
    ada.sign_up("ada@example.com").await;
    let mut device = SoftwareAuthenticator::new(PASSKEY_ORIGIN);
    add(&ada, &mut device, "Laptop").await.recovery_codes();
    (ada, device)
}

async fn add(person: &Browser, device: &mut SoftwareAuthenticator, name: &str) -> Answer {
    let page = person.submit(FACTORS, ADD, &[("passkey_name", name)]).await;
    assert_eq!(page.status, 201, "{}", page.text);
    page.shows("data-passkey=\"create\"");
    let made = device.create(&options(&page));
    let id = page.between("action=\"/settings/second-factor/passkey/", "\"");
    let path = format!("{ADD}/{id}");
    person
        .submit_from(&page, &path, &[("passkey", &made)])
        .await
}

/// What the page asks the browser.
fn options(page: &Answer) -> String {
    let options = page.between("data-options=\"", "\"");
    options.replace("&#34;", "\"").replace("&#38;", "&")
}

/// The first step of a login by password.
async fn first_step(browser: &Browser) -> (Answer, String) {
    let page = browser.log_in("ada@example.com", PASSWORD, "").await;
    let token = page.between("name=\"mfa_token\" value=\"", "\"").to_owned();
    (page, token)
}

#[actix_web::test]
async fn a_passkey_is_added_renamed_and_removed() {
    let world = World::new().await;
    let (ada, mut device) = ada_with_passkey(&world).await;
    let list = ada.get(FACTORS).await;
    list.shows("Laptop</th>");
    list.shows("data-label=\"Kind\">Passkey<");
    let further = add(&ada, &mut device, "").await;
    assert_eq!(
        further.location(),
        "/settings/second-factor?notice=factor-added"
    );
    let list = ada.get(FACTORS).await;
    list.shows("Passkey</th>");
    let id = list.between("href=\"/settings/second-factor/factor_", "/");
    let path = format!("{FACTORS}/factor_{id}/rename");
    let page = ada.get(&path).await;
    page.shows("<h1>Rename Passkey</h1>");
    let refused = ada.submit_from(&page, &path, &[("name", "\u{7}")]).await;
    assert_eq!(refused.status, 400);
    assert_ne!(refused.fault("name"), "");
    let renamed = ada.submit_from(&page, &path, &[("name", "Key ring")]).await;
    let list = ada.get(renamed.location()).await;
    list.shows("The second factor has its new name.");
    list.shows("Key ring</th>");
    let path = path.replace("/rename", "/remove");
    ada.submit(&path, &path, &[]).await.location();
    ada.get(FACTORS).await.hides("Key ring");
}

#[actix_web::test]
async fn what_the_browser_made_elsewhere_is_refused_in_words() {
    let world = World::new().await;
    let ada = local(&world);
    ada.sign_up("ada@example.com").await;
    let mut device = SoftwareAuthenticator::new("https://evil.example");
    let refused = add(&ada, &mut device, "Laptop").await;
    assert_eq!(refused.status, 400);
    refused.shows("This passkey was used at another address");
    refused.shows("<h1>Second factor</h1>");
    refused.hides("Laptop</th>");
}

#[actix_web::test]
async fn a_passkey_logs_in_with_nothing_else() {
    let world = World::new().await;
    let (_, mut device) = ada_with_passkey(&world).await;
    let browser = local(&world);
    let fields = [("next", "/inboxes")];
    let page = browser.submit("/login", "/login/passkey", &fields).await;
    page.shows("data-start");
    let answer = device.get(&options(&page));
    let fields = [("next", "/inboxes"), ("passkey", answer.as_str())];
    let finish = "/login/passkey/finish";
    let entered = browser.submit_from(&page, finish, &fields).await;
    assert_eq!(entered.location(), "/inboxes");
    assert_eq!(browser.get("/inboxes").await.status, 200);
    // The same answer again, in another browser.
    let other = local(&world);
    let page = other.submit("/login", "/login/passkey", &[]).await;
    let refused = other.submit_from(&page, finish, &fields).await;
    assert_eq!(refused.status, 403);
    refused.shows("This passkey was not accepted.");
    refused.hides("data-start");
    let answer = device.get(&options(&refused));
    let again = other
        .submit_from(&refused, finish, &[("passkey", &answer)])
        .await;
    assert_eq!(again.location(), "/overview");
}

#[actix_web::test]
async fn a_passkey_is_the_second_step_of_a_login() {
    let world = World::new().await;
    let (_, mut device) = ada_with_passkey(&world).await;
    let browser = local(&world);
    let (page, token) = first_step(&browser).await;
    page.shows("use your passkey, or type a code");
    let step = "/login/second-factor";
    device.origin = "https://evil.example".to_owned();
    let answer = device.get(&options(&page));
    let fields = [("mfa_token", token.as_str()), ("passkey", &answer)];
    let refused = browser.submit_from(&page, step, &fields).await;
    assert_eq!(refused.status, 403);
    refused.shows("This is not right, or was used before.");
    device.origin = PASSKEY_ORIGIN.to_owned();
    let answer = device.get(&options(&refused));
    let fields = [("mfa_token", token.as_str()), ("passkey", &answer)];
    let entered = browser.submit_from(&refused, step, &fields).await;
    assert_eq!(entered.location(), "/overview");
}

#[actix_web::test]
async fn who_has_no_passkey_is_asked_for_a_code_alone() {
    let world = World::new().await;
    let ada = local(&world);
    ada.sign_up("ada@example.com").await;
    App::of(&world, &ada).await;
    let (page, _) = first_step(&local(&world)).await;
    page.hides("data-passkey");
    world.let_proofs_age();
    let asked = ada.submit(FACTORS, ADD, &[]).await;
    asked.shows("<h1>Confirm that it is you</h1>");
    asked.hides("data-passkey");
}

#[actix_web::test]
async fn a_passkey_proves_who_sends_a_sensitive_form() {
    let world = World::new().await;
    let (ada, mut device) = ada_with_passkey(&world).await;
    world.let_proofs_age();
    let asked = ada.submit(FACTORS, ADD, &[("passkey_name", "Phone")]).await;
    asked.shows("You are about to set up a second factor");
    let proof = device.get(&options(&asked));
    let fields = [
        ("passkey_name", "Phone"),
        ("proof_passkey", &proof),
        ("proof_password", ""),
    ];
    let offered = ada.submit_from(&asked, ADD, &fields).await;
    assert_eq!(offered.status, 201, "{}", offered.text);
    world.let_proofs_age();
    // The proof was used up.
    let refused = ada.submit_from(&asked, ADD, &fields).await;
    assert_eq!(refused.status, 403);
    refused.shows("This is not right, or was used before.");
    refused.shows("name=\"passkey_name\" value=\"Phone\"");
    refused.hides("clientDataJSON");
    let garbled = [("proof_passkey", "{"), ("proof_password", "")];
    let refused = ada.submit_from(&asked, ADD, &garbled).await;
    assert_eq!(refused.status, 400);
    refused.shows("must be the credential that the browser gave");
}

#[actix_web::test]
async fn at_another_address_the_pages_say_where_passkeys_work() {
    let world = World::new().await;
    ada_with_passkey(&world).await;
    let elsewhere = world.browser();
    let page = elsewhere.get("/login").await;
    page.shows(&format!("href=\"{PASSKEY_ORIGIN}/login\""));
    page.hides("/login/passkey");
    let (page, _) = first_step(&elsewhere).await;
    page.hides("data-passkey");
    let grace = world.signed_up("grace@example.com").await;
    let list = grace.get(FACTORS).await;
    list.shows("Passkeys need https, or the name localhost.");
    list.shows(&format!("href=\"{PASSKEY_ORIGIN}/settings/second-factor\""));
    list.hides("action=\"/settings/second-factor/passkey\"");
    let local = local(&world).get("/login").await;
    local.shows("action=\"/login/passkey\"");
}

#[actix_web::test]
async fn the_script_stands_on_the_pages_that_ask_alone() {
    let world = World::new().await;
    let (ada, _) = ada_with_passkey(&world).await;
    ada.get(FACTORS).await.hides("passkeys.js");
    let page = local(&world).submit("/login", "/login/passkey", &[]).await;
    let address = page.between("<script src=\"/assets/passkeys.js", "\"");
    let script = ada.get(&format!("/assets/passkeys.js{address}")).await;
    assert_eq!(script.status, 200);
    script.shows("navigator.credentials");
}
