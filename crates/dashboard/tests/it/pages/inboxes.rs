use crate::support::World;

#[actix_web::test]
async fn an_inbox_is_made_by_its_name_or_its_address() {
    let (_, ada) = World::with_ada().await;
    for fields in [
        [("name", "Support"), ("email", "")],
        [("name", ""), ("email", "Sales@sendook.com")],
    ] {
        let page = ada.submit("/inboxes", "/inboxes", &fields).await;
        assert_eq!(page.location(), "/inboxes?notice=inbox-created");
    }
    let list = ada.get("/inboxes?notice=inbox-created").await;
    for text in [
        "support@sendook.com",
        "Sales@sendook.com",
        "The inbox is created",
    ] {
        list.shows(text);
    }
}

#[actix_web::test]
async fn what_is_wrong_stands_beside_its_field_and_what_was_typed_stays() {
    let (_, ada) = World::with_ada().await;
    ada.submitted(
        "/inboxes",
        "/inboxes",
        &[("name", ""), ("email", "sales@sendook.com")],
    )
    .await;
    #[rustfmt::skip] // A table is read by its columns.
    let cases = [
        ("sales@elsewhere.com",    400, "The address must end in @sendook.com."),
        ("SALES@sendook.com",      409, "An inbox with this address already exists."),
        ("postmaster@sendook.com", 400, "This inbox address is reserved"),
    ];
    for (email, status, fault) in cases {
        let page = ada
            .submit(
                "/inboxes/new",
                "/inboxes",
                &[("name", "Kept"), ("email", email)],
            )
            .await;
        assert_eq!(page.status, status, "{email}");
        assert!(
            page.fault("email").starts_with(fault),
            "{:?}",
            page.fault("email")
        );
        assert_eq!(page.fault("name"), "");
        page.shows("value=\"Kept\"");
        page.shows(&format!("value=\"{email}\""));
    }
    let page = ada
        .submit(
            "/inboxes/new",
            "/inboxes",
            &[("name", "admin"), ("email", "")],
        )
        .await;
    assert_eq!(page.status, 400);
    assert_ne!(page.fault("name"), "");
}

#[actix_web::test]
async fn deleting_asks_first() {
    let (_, ada) = World::with_ada().await;
    let path = ada.path("/inboxes/{inbox}/delete").await;
    ada.get(&path).await.shows("can be taken by anybody here");
    let deleted = ada.submit(&path, &path, &[]).await;
    assert_eq!(deleted.location(), "/inboxes?notice=inbox-deleted");
    ada.get("/inboxes").await.shows("No inboxes yet");
    assert_eq!(ada.submit("/inboxes", &path, &[]).await.status, 404);
}
