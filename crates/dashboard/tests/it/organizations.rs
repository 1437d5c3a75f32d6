//! A person can be in several organizations, and works in one at a time.

use sendook_domain::entities::Role;

use crate::support::World;

#[actix_web::test]
async fn a_person_chooses_among_several() {
    let world = World::new().await;
    let ada = world.signed_up("ada@example.com").await;
    let max = world.signed_up("max@example.com").await;
    ada.submit(
        "/settings",
        "/settings/organization",
        &[("name", "Engines")],
    )
    .await
    .location();
    assert!(!max.get("/api-keys").await.text.contains("Switch"));
    let own = max.organization_id().await;
    world.join(&max, &ada, Role::Admin).await;
    let page = max.get("/inboxes").await;
    assert!(
        page.text
            .contains("Addresses at which Engines receives mail."),
        "{}",
        page.text
    );
    assert!(page.text.contains(" selected>Engines</option>") && page.text.contains("Switch"));
    max.submit("/settings", "/organization", &[("organization", &own)])
        .await
        .location();
    let page = max.get("/inboxes").await;
    assert!(
        page.text
            .contains("Addresses at which Default Organization receives mail.")
    );
}

#[actix_web::test]
async fn one_that_is_not_theirs_cannot_be_chosen() {
    let world = World::new().await;
    let ada = world.signed_up("ada@example.com").await;
    let eve = world.signed_up("eve@example.com").await;
    ada.submit(
        "/settings",
        "/settings/organization",
        &[("name", "Engines")],
    )
    .await
    .location();
    let foreign = ada.organization_id().await;
    let page = eve
        .submit("/settings", "/organization", &[("organization", &foreign)])
        .await;
    assert_eq!(page.status, 403);
    eve.cookies
        .borrow_mut()
        .insert("sendook_organization".to_owned(), foreign);
    let page = eve.get("/api-keys").await;
    assert_eq!(page.status, 200);
    assert!(!page.text.contains("Engines"));
}
