//! A person can be in several organizations, and works in one at a time.

use sendook_domain::entities::Role;
use sendook_domain::values::Id;

use crate::support::World;

#[actix_web::test]
async fn a_person_chooses_among_several() {
    let (world, ada) = World::with_ada().await;
    let max = world.signed_up("max@example.com").await;
    ada.submitted(
        "/settings",
        "/settings/organization",
        &[("name", "Engines")],
    )
    .await;
    assert!(!max.get("/api-keys").await.text.contains("Switch"));
    let own = max.organization_id().await;
    world.join(&max, &ada, Role::Admin).await;
    let page = max.get("/inboxes").await;
    page.shows("Addresses reserved for Engines.");
    page.shows(" selected>Engines</option>");
    page.shows("Switch");
    max.submitted("/settings", "/organization", &[("organization", &own)])
        .await;
    let page = max.get("/inboxes").await;
    page.shows("Addresses reserved for Default Organization.");
}

#[actix_web::test]
async fn a_form_acts_in_the_organization_that_it_was_shown_in_or_not_at_all() {
    let (world, ada) = World::with_ada().await;
    let max = world.signed_up("max@example.com").await;
    let own = max.organization_id().await;
    let inbox = max.path("/inboxes/{inbox}/delete").await;
    let first_tab = max.get("/inboxes").await;
    world.join(&max, &ada, Role::Admin).await;
    let before = world.store.audit_events();
    for (path, fields) in [
        ("/inboxes", [("name", "Support")]),
        ("/api-keys", [("name", "Worker")]),
        (inbox.as_str(), [("", "")]),
        ("/settings/organization", [("name", "Engines")]),
    ] {
        let page = max.submit_from(&first_tab, path, &fields).await;
        assert_eq!(page.status, 409, "{path} {}", page.text);
        page.shows("belongs to another organization");
    }
    assert_eq!(world.store.audit_events(), before);
    let back = [("organization", own.as_str())];
    let switched = max.submit_from(&first_tab, "/organization", &back).await;
    assert_eq!(switched.location(), "/overview");
    let fields = [("name", "Support")];
    let made = max.submit_from(&first_tab, "/inboxes", &fields).await;
    assert_eq!(made.location(), "/inboxes?notice=inbox-created");
}

#[actix_web::test]
async fn a_form_does_not_say_by_itself_where_it_was_shown() {
    let (world, ada) = World::with_ada().await;
    let max = world.signed_up("max@example.com").await;
    let shown = max.get("/inboxes").await.form_token();
    world.join(&max, &ada, Role::Admin).await;
    let (signature, _) = shown.split_once('.').unwrap();
    let token = format!("{signature}.{}", ada.organization_id().await);
    let fields = [("name", "Support")];
    let page = max.submit_with(&token, "/inboxes", &fields).await;
    assert_eq!(page.location(), "/inboxes?notice=form-outdated");
}

#[actix_web::test]
async fn logging_out_forgets_which_one_it_was() {
    let (world, ada) = World::with_ada().await;
    let max = world.colleague(&ada, Role::Admin).await;
    assert!(max.cookies.borrow().contains_key("sendook_organization_80"));
    max.submitted("/settings", "/logout", &[]).await;
    assert!(!max.cookies.borrow().contains_key("sendook_organization_80"));
}

#[actix_web::test]
async fn an_organization_of_others_cannot_be_chosen() {
    let (world, ada) = World::with_ada().await;
    let eve = world.signed_up("eve@example.com").await;
    ada.submitted(
        "/settings",
        "/settings/organization",
        &[("name", "Engines")],
    )
    .await;
    let foreign = ada.organization_id().await;
    let page = eve
        .submit("/settings", "/organization", &[("organization", &foreign)])
        .await;
    assert_eq!(page.status, 403);
    eve.plant("sendook_organization_80", &foreign);
    let page = eve.get("/api-keys").await;
    assert_eq!(page.status, 200);
    page.hides("Engines");
}

#[actix_web::test]
async fn a_person_without_an_organization_can_make_one_or_log_out() {
    let (world, ada) = World::with_ada().await;
    let kept = ada.cookies.borrow().clone();
    let user = Id::parse(&ada.user_id().await).unwrap();
    let organization = Id::parse(&ada.organization_id().await).unwrap();
    world.store.remove_member(&user, &organization);
    for path in ["/api-keys", "/login", "/signup", "/"] {
        assert_eq!(ada.get(path).await.location(), "/organization/new");
    }
    let page = ada.get("/organization/new").await;
    page.shows("You are in no organization");
    let faulty = ada
        .submit_from(&page, "/organization/new", &[("name", " ")])
        .await;
    assert_eq!(
        (faulty.status, faulty.fault("name")),
        (400, "The name must not be empty.")
    );
    faulty.shows("You are in no organization");
    assert_eq!(
        ada.submit_from(&page, "/logout", &[]).await.location(),
        "/login?notice=logged-out"
    );
    ada.cookies.replace(kept);
    assert_eq!(ada.get("/api-keys").await.status, 303);
}

#[actix_web::test]
async fn who_is_in_none_makes_one_and_works_in_it() {
    let (world, ada) = World::with_ada().await;
    let user = Id::parse(&ada.user_id().await).unwrap();
    let organization = Id::parse(&ada.organization_id().await).unwrap();
    world.store.remove_member(&user, &organization);
    let fields = [("name", "Engines")];
    let made = ada
        .submit("/organization/new", "/organization/new", &fields)
        .await;
    assert_eq!(made.location(), "/overview?notice=organization-created");
    let page = ada.get(made.location()).await;
    page.shows("How Engines uses its keys");
    page.shows("you are its owner");
}

#[actix_web::test]
async fn a_person_makes_a_further_one_and_works_in_it() {
    let (_, ada) = World::with_ada().await;
    ada.get("/inboxes")
        .await
        .shows("href=\"/organization/new\"");
    let faulty = ada
        .submit("/organization/new", "/organization/new", &[("name", "")])
        .await;
    assert_eq!(faulty.status, 400);
    assert_ne!(faulty.fault("name"), "");
    faulty.shows("href=\"/inboxes\"");
    ada.submitted("/inboxes", "/organization/new", &[("name", "Engines")])
        .await;
    let page = ada.get("/inboxes").await;
    page.shows("Addresses reserved for Engines.");
    page.shows(">Default Organization</option>");
}
