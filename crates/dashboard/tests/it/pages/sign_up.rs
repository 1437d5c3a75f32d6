use sendook_dashboard::Site;
use sendook_domain::policies::RegistrationMode;

use crate::support::{PASSWORD, World};

#[actix_web::test]
async fn the_first_page_shows_the_key_the_inbox_and_a_command_that_works() {
    let world = World::new().await;
    let ada = world.browser();
    let page = ada.sign_up("ada@example.com").await;
    assert_eq!(page.status, 201);
    let key = page.key();
    page.shows("Welcome, Ada");
    page.shows("It will not be shown again.");
    page.shows(&format!("SENDOOK_API_KEY={key}<"));
    page.shows("curl http://dashboard.test/v1/whoami \\");
    page.shows(&format!("  -H &#34;Authorization: Bearer {key}&#34;<"));
    assert_eq!(world.with_key(&key).await, 200);
    let inbox = page.between("id=\"inbox-address\">", "<");
    assert!(
        inbox.starts_with("inbox-") && inbox.ends_with("@sendook.com"),
        "{inbox}"
    );
    assert_eq!(ada.get("/api-keys").await.status, 200);
    assert_eq!(ada.get("/signup").await.location(), "/overview");
}

#[actix_web::test]
async fn every_fault_stands_beside_its_field_and_what_was_typed_stays() {
    let world = World::new().await;
    let browser = world.browser();
    let fields = [
        ("email", "ada@"),
        ("password", "k7#"),
        ("first_name", "A\u{7}da"),
        ("last_name", "Kept"),
    ];
    let page = browser.submit("/signup", "/signup", &fields).await;
    assert_eq!(page.status, 400);
    for field in ["email", "password", "first_name"] {
        assert_ne!(page.fault(field), "", "{field}");
    }
    assert_eq!(page.fault("last_name"), "");
    page.shows("value=\"Kept\"");
    page.shows("value=\"ada@\"");
    page.hides("k7#");
    assert_eq!(world.store.audit_events(), []);
}

#[actix_web::test]
async fn an_address_that_is_taken_is_said_beside_it() {
    let world = World::new().await;
    world.signed_up("ada@example.com").await;
    let page = world.browser().sign_up("ADA@example.com").await;
    assert_eq!(page.status, 409);
    assert_eq!(
        page.fault("email"),
        "An account with this e-mail address already exists."
    );
    page.hides(PASSWORD);
}

#[actix_web::test]
async fn after_thirty_from_one_address_the_form_says_how_long_to_wait() {
    let world = World::new().await;
    for number in 0..30 {
        let page = world
            .browser()
            .sign_up(&format!("ada.{number}@example.com"))
            .await;
        assert_eq!(page.status, 201);
    }
    let page = world.browser().sign_up("ada.30@example.com").await;
    assert_eq!(page.status, 429);
    assert_eq!(page.header("retry-after"), Some("3600"));
    page.shows("Too many registrations from this address. Wait 60 minutes, then try again.");
}

#[actix_web::test]
async fn where_registration_is_closed_the_page_says_so_and_nothing_leads_to_it() {
    let open = World::new().await;
    open.browser().get("/login").await.shows("href=\"/signup\"");
    let world = World::with(Site::anywhere(), |settings| {
        settings.services.registration = RegistrationMode::Closed;
    })
    .await;
    let browser = world.browser();
    let login = browser.get("/login").await;
    login.hides("/signup");
    let page = browser.get("/signup").await;
    assert_eq!(page.status, 403);
    page.shows("Registration is closed. Ask whoever runs this service for an account.");
    let fields = [
        ("email", "ada@example.com"),
        ("password", PASSWORD),
        ("first_name", "Ada"),
    ];
    let page = browser.submit_from(&login, "/signup", &fields).await;
    assert_eq!(page.status, 403);
    page.shows("Registration is closed.");
    assert_eq!(world.store.audit_events(), []);
}
