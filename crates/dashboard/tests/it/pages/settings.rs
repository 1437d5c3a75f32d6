use crate::support::{PASSWORD, World};

const NEW: &str = "seven quiet lanterns";

#[actix_web::test]
async fn names_are_saved() {
    let (_, ada) = World::with_ada().await;
    let fields = [("first_name", " Grace "), ("last_name", "Hopper")];
    let saved = ada.submit("/settings", "/settings/profile", &fields).await;
    assert_eq!(saved.location(), "/settings?notice=name-saved");
    let page = ada.get("/settings?notice=name-saved").await;
    page.shows("<strong>Grace Hopper</strong>");
    page.shows("Your name is saved.");
    ada.submitted(
        "/settings",
        "/settings/profile",
        &[("first_name", "Grace"), ("last_name", "")],
    )
    .await;
    ada.get("/settings").await.shows("<strong>Grace</strong>");
    ada.submitted("/settings", "/settings/organization", &[("name", "Navy")])
        .await;
    ada.get("/api-keys")
        .await
        .shows("Programs use them to reach Navy.");
    ada.get("/audit").await.shows("Changed a name");
}

#[actix_web::test]
async fn what_is_wrong_stands_beside_its_field_and_the_other_forms_stay() {
    let (_, ada) = World::with_ada().await;
    let fields = [("first_name", ""), ("last_name", "Typed")];
    let page = ada.submit("/settings", "/settings/profile", &fields).await;
    assert_eq!(page.status, 400);
    assert_eq!(page.fault("first_name"), "The first name is required.");
    page.shows("value=\"Typed\"");
    page.shows("value=\"Default Organization\"");
    let page = ada
        .submit("/settings", "/settings/organization", &[("name", " ")])
        .await;
    assert_eq!(page.fault("name"), "The name must not be empty.");
    page.shows("value=\"Ada\"");
}

#[actix_web::test]
async fn a_new_password_ends_every_other_session() {
    let (world, ada) = World::with_ada().await;
    let phone = world.logged_in("ada@example.com").await;
    let fields = [("current_password", PASSWORD), ("new_password", NEW)];
    let changed = ada.submit("/settings", "/settings/password", &fields).await;
    assert_eq!(changed.location(), "/settings?notice=password-changed");
    assert_eq!(phone.get("/settings").await.status, 303);
    assert_eq!(ada.get("/settings").await.status, 200);
    assert_eq!(
        world
            .browser()
            .log_in("ada@example.com", PASSWORD, "")
            .await
            .status,
        403
    );
    assert_eq!(
        world
            .browser()
            .log_in("ada@example.com", NEW, "")
            .await
            .status,
        303
    );
}

#[actix_web::test]
async fn a_wrong_or_weak_password_is_said_beside_its_field_and_never_shown() {
    let (_, ada) = World::with_ada().await;
    for (current, new, status, field) in [
        ("wrong one", NEW, 403, "current_password"),
        (PASSWORD, "short", 400, "new_password"),
    ] {
        let fields = [("current_password", current), ("new_password", new)];
        let page = ada.submit("/settings", "/settings/password", &fields).await;
        assert_eq!(page.status, status, "{}", page.text);
        assert_ne!(page.fault(field), "");
        page.hides(current);
        page.hides(&format!("\"{new}\""));
    }
    assert_eq!(ada.get("/settings").await.status, 200);
}

#[actix_web::test]
async fn a_throttled_change_of_password_says_how_long_to_wait() {
    let (_, ada) = World::with_ada().await;
    let token = ada.get("/settings").await.form_token();
    let fields = [
        ("current_password", "wrong one"),
        ("new_password", NEW),
        ("form_token", &token),
    ];
    let guess = async || {
        let form = ada.form("/settings/password", &fields);
        ada.send(form.peer_addr("192.0.2.7:1024".parse().unwrap()))
            .await
    };
    for _ in 0..10 {
        assert_eq!(guess().await.status, 403);
    }
    let page = guess().await;
    assert_eq!(page.status, 429, "{}", page.text);
    assert_eq!(page.header("retry-after"), Some("1"));
}
