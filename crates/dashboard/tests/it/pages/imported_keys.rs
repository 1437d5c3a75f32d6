//! Keys that came from Sendook's mail platform.

use sendook_domain::entities::{Actor, AuditAction, AuditEvent};
use sendook_domain::ports::{ImportedContent, ImportedDocument};
use sendook_domain::values::{Id, KeyName};
use sendook_testkit::builders::{a_key, an_audit_event};

use crate::support::{Browser, World};

const ID: &str = "65e1b2c3d4e5f60718293a4d";

async fn import(world: &World, ada: &Browser) {
    let organization = Id::parse(&ada.organization_id().await).unwrap();
    let mut key = a_key(&organization);
    key.key.id = Id::parse(ID).unwrap();
    key.key.name = KeyName::parse("Mailer").unwrap();
    "…beef".clone_into(&mut key.key.secret.hint);
    let audit = AuditEvent {
        actor: Actor::Operator,
        organization_id: Some(organization),
        target: Some(ID.to_owned()),
        ..an_audit_event(AuditAction::KeyCreated)
    };
    let content = ImportedContent::ApiKey(Box::new(key));
    let documents = [ImportedDocument { content, audit }];
    world.ports.store.import_documents(&documents).unwrap();
}

#[actix_web::test]
async fn they_are_marked_until_they_are_rotated() {
    let (world, ada) = World::with_ada().await;
    import(&world, &ada).await;

    let mark = "<code>…beef</code> <span class=\"tag\">Legacy: rotate it</span>";
    ada.get("/api-keys").await.shows(mark);
    let page = format!("/api-keys/{ID}");
    ada.get(&page)
        .await
        .shows("<span class=\"tag\">Legacy</span>");
    ada.get("/audit").await.shows("Mailer");
    let rotate = format!("{page}/rotate");
    let rotated = ada.submit(&rotate, &rotate, &[("grace", "86400")]).await;
    assert_eq!(rotated.status, 200);
    let list = ada.get("/api-keys").await;
    assert!(!list.text.contains("Legacy"), "{}", list.text);
    ada.get(&page)
        .await
        .shows("<span class=\"tag\">Legacy</span>");
}

/// Their ids do not say what they are of.
#[actix_web::test]
async fn they_can_be_chosen_in_the_audit_trail_even_deleted() {
    let (world, ada) = World::with_ada().await;
    import(&world, &ada).await;
    let choice = |name: &str| format!("<option value=\"{ID}\">Key “{name}”</option>");
    ada.get("/audit").await.shows(&choice("Mailer"));
    let delete = format!("/api-keys/{ID}/delete");
    ada.submitted(&delete, &delete, &[]).await;
    ada.get("/audit").await.shows(&choice("Mailer (deleted)"));
}
