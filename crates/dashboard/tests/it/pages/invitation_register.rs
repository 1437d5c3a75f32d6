//! Opening an account by an invitation.

use sendook_dashboard::Site;
use sendook_domain::accounts::{NewPerson, first_hash};
use sendook_domain::policies::RegistrationMode;
use sendook_domain::values::{EmailAddress, PersonName};

use crate::support::{Answer, Browser, PASSWORD, World};

const GRACE: &str = "grace@example.com";

/// A browser that looks at an invitation for Grace to the organization "Engines".
async fn looking(world: &World) -> Browser {
    let ada = world.signed_up("ada@example.com").await;
    invited_by(&ada, world).await
}

async fn invited_by(ada: &Browser, world: &World) -> Browser {
    ada.submitted(
        "/settings",
        "/settings/organization",
        &[("name", "Engines")],
    )
    .await;
    let fields = [("email", GRACE), ("role", "member")];
    let made = ada.submit("/members/invite", "/members/invite", &fields);
    let token = made.await.invitation();
    let grace = world.browser();
    grace
        .submitted("/invitation", "/invitation", &[("token", &token)])
        .await;
    grace
}

async fn register(browser: &Browser, email: &str, password: &str) -> Answer {
    let fields = [
        ("email", email),
        ("password", password),
        ("first_name", "Grace"),
        ("last_name", "Hopper"),
    ];
    let path = "/invitation/register";
    browser.submit(path, path, &fields).await
}

#[actix_web::test]
async fn the_account_begins_in_the_organization_that_invited() {
    let world = World::new().await;
    let grace = looking(&world).await;
    let page = grace.get("/invitation/register").await;
    page.shows("With it you join Engines.");
    page.shows("value=\"grace@example.com\"");
    let joined = register(&grace, GRACE, PASSWORD).await;
    assert_eq!(joined.location(), "/overview?notice=joined");
    let page = grace.get("/members").await;
    page.shows("Who shares Engines");
    page.shows("Grace Hopper");
    page.hides("Default Organization");
    world.logged_in(GRACE).await;
}

#[actix_web::test]
async fn faults_are_told_and_the_invitation_stays() {
    let world = World::new().await;
    let grace = looking(&world).await;
    let weak = register(&grace, GRACE, "k7#").await;
    assert_eq!(weak.status, 400);
    assert_ne!(weak.fault("password"), "");
    weak.shows("value=\"Hopper\"");
    weak.shows("you join Engines");
    let other = register(&grace, "eve@example.com", PASSWORD).await;
    assert_eq!(other.status, 403);
    other.shows("This invitation is for another e-mail address.");
    let joined = register(&grace, GRACE, PASSWORD).await;
    assert_eq!(joined.location(), "/overview?notice=joined");
}

#[actix_web::test]
async fn an_invitation_that_was_used_opens_no_account() {
    let world = World::new().await;
    let grace = looking(&world).await;
    let second = world.browser();
    second.cookies.replace(grace.cookies.borrow().clone());
    let form = second.get("/invitation/register").await.form_token();
    register(&grace, GRACE, PASSWORD).await.location();
    let fields = [
        ("email", GRACE),
        ("password", PASSWORD),
        ("first_name", "Grace"),
    ];
    let refused = second
        .submit_with(&form, "/invitation/register", &fields)
        .await;
    assert_eq!(refused.status, 403);
    assert!(
        refused
            .fault("token")
            .starts_with("This invitation is not valid")
    );
}

/// A service where people register like this, with an account of Ada's that its operator made.
async fn where_registration_is(mode: RegistrationMode) -> World {
    let world = World::with(Site::anywhere(), |settings| {
        settings.services.registration = mode;
    })
    .await;
    let services = world.services();
    let password = services.new_passwords.check(PASSWORD, &[]).unwrap();
    let hasher = &*world.ports.passwords;
    let hash = first_hash(Some(&password), &*world.ports.secrets, hasher).unwrap();
    let ada = NewPerson {
        email: EmailAddress::parse("ada@example.com").unwrap(),
        first_name: PersonName::parse("Ada").unwrap(),
        last_name: None,
    };
    services.registration.create(&ada, &hash).unwrap();
    world
}

#[actix_web::test]
async fn where_registration_is_by_invitation_it_is_the_only_way_in() {
    let world = where_registration_is(RegistrationMode::Invitation).await;
    let ada = world.logged_in("ada@example.com").await;
    let grace = invited_by(&ada, &world).await;
    assert_eq!(grace.get("/signup").await.status, 403);
    let joined = register(&grace, GRACE, PASSWORD).await;
    assert_eq!(joined.location(), "/overview?notice=joined");
}

#[actix_web::test]
async fn where_registration_is_closed_an_invitation_opens_no_account() {
    let world = where_registration_is(RegistrationMode::Closed).await;
    let ada = world.logged_in("ada@example.com").await;
    let grace = invited_by(&ada, &world).await;
    let page = grace.get("/invitation").await;
    page.shows("Join Engines");
    page.hides("/invitation/register");
    assert_eq!(register(&grace, GRACE, PASSWORD).await.status, 403);
}
