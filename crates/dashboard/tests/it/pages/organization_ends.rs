//! Ending an organization.

use crate::support::{Answer, Browser, World};

const NAME: [(&str, &str); 1] = [("name", "Default Organization")];

async fn delete(by: &Browser, fields: &[(&str, &str)]) -> Answer {
    let path = "/organization/delete";
    by.submit(path, path, fields).await
}

#[actix_web::test]
async fn it_ends_once_its_name_is_typed() {
    let (world, ada) = World::with_ada().await;
    let (_, key) = ada.generate("Worker").await;
    ada.get("/settings")
        .await
        .shows("href=\"/organization/delete\"");
    for typed in ["", "default organization", "Engines"] {
        let page = delete(&ada, &[("name", typed)]).await;
        assert_eq!(page.status, 400);
        assert!(page.fault("name").starts_with("Type the name as it is"));
    }
    assert_eq!(world.with_key(&key).await, 200);
    let deleted = delete(&ada, &NAME).await;
    assert_eq!(deleted.location(), "/overview?notice=organization-deleted");
    assert_eq!(world.with_key(&key).await, 401);
    // It was the only one.
    let page = ada.get(deleted.location()).await;
    assert_eq!(page.location(), "/organization/new");
}

#[actix_web::test]
async fn the_others_of_the_person_stay() {
    let (_, ada) = World::with_ada().await;
    ada.submitted("/settings", "/organization/new", &[("name", "Engines")])
        .await;
    let deleted = delete(&ada, &[("name", " Engines ")]).await;
    let page = ada.get(deleted.location()).await;
    page.shows("The organization is deleted.");
    page.shows("How Default Organization uses its keys");
}
