//! What people see and may do goes by their role, as in the API.

use sendook_domain::entities::Role;

use crate::support::World;

/// What members of the lowest role may not do with others.
const WITH_MEMBERS: [&str; 4] = [
    "/members/invite",
    "/members/invitations/{invitation}/end",
    "/members/{user}/role",
    "/members/{user}/remove",
];

const OF_MANAGERS: [&str; 10] = [
    "/api-keys",
    "/api-keys/{key}/change",
    "/api-keys/{key}/disable",
    "/api-keys/{key}/enable",
    "/api-keys/{key}/rotate",
    "/api-keys/{key}/rotate/complete",
    "/api-keys/{key}/rotate/cancel",
    "/api-keys/{key}/delete",
    "/api-keys/{key}/tokens/end-all",
    "/api-keys/{key}/tokens/{token_id}/end",
];

#[actix_web::test]
async fn a_member_sees_keys_and_cannot_change_them() {
    let (world, ada) = World::with_ada().await;
    let max = world.colleague(&ada, Role::Member).await;
    let list = max.get("/api-keys").await;
    list.shows("Default API Key");
    list.shows(">Ada</a>");
    list.shows("Owners and admins manage keys.");
    let key = max.get(&max.path("/api-keys/{key}").await).await;
    for page in [&list, &key] {
        for offered in [
            "Generate key",
            "Rotate",
            "Disable…",
            "Delete",
            "Save changes",
        ] {
            page.hides(offered);
        }
        page.hides("href=\"/audit\"");
    }
    let before = world.store.audit_events();
    for path in OF_MANAGERS.iter().chain(&["/settings/organization"]) {
        let page = max
            .submit("/settings", &max.path(path).await, &[("name", "Mine")])
            .await;
        assert_eq!(page.status, 403, "{path}");
        page.shows("it takes the role &#34;admin&#34;");
    }
    for path in WITH_MEMBERS {
        let path = ada.path(path).await;
        let page = max
            .submit(
                "/settings",
                &path,
                &[("role", "member"), ("email", "x@example.com")],
            )
            .await;
        assert_eq!(page.status, 403, "{path}");
    }
    for path in [
        "/api-keys/new",
        "/api-keys/{key}/rotate",
        "/api-keys/{key}/rotate/complete",
        "/api-keys/{key}/rotate/cancel",
        "/api-keys/{key}/disable",
        "/api-keys/{key}/delete",
        "/api-keys/{key}/tokens/end-all",
        "/api-keys/{key}/tokens/{token_id}/end",
        "/audit",
        "/members/invite",
        "/organization/delete",
        "/organization/second-factor",
    ] {
        assert_eq!(max.get(&max.path(path).await).await.status, 403, "{path}");
    }
    assert_eq!(world.store.audit_events(), before);
    let made = max
        .submit("/inboxes", "/inboxes", &[("name", "Support")])
        .await;
    assert_eq!(made.location(), "/inboxes?notice=inbox-created");
}

#[actix_web::test]
async fn an_admin_may_do_what_an_owner_may() {
    let (world, ada) = World::with_ada().await;
    let max = world.colleague(&ada, Role::Admin).await;
    max.generate("Of an admin").await;
    ada.get("/api-keys").await.shows("Of an admin");
    assert_eq!(max.get("/audit").await.status, 200);
}

#[actix_web::test]
async fn an_admin_manages_no_owner_and_ends_no_organization() {
    let (world, ada) = World::with_ada().await;
    let max = world.colleague(&ada, Role::Admin).await;
    let before = world.store.audit_events();
    let list = max.get("/members").await;
    list.shows("Invite somebody");
    list.hides(&ada.path("/members/{user}/role").await);
    list.hides(&ada.path("/members/{user}/remove").await);
    list.hides("value=\"owner\"");
    max.get("/settings").await.hides("/organization/delete");
    for path in ["/members/{user}/role", "/members/{user}/remove"] {
        let path = ada.path(path).await;
        assert_eq!(max.get(&path).await.status, 403, "{path}");
        let page = max.submit("/settings", &path, &[("role", "member")]).await;
        assert_eq!(page.status, 403, "{path}");
    }
    let own = max.path("/members/{user}/role").await;
    for (path, fields) in [
        (own.as_str(), vec![("role", "owner")]),
        (
            "/members/invite",
            vec![("role", "owner"), ("email", "x@example.com")],
        ),
        (
            "/organization/delete",
            vec![("name", "Default Organization")],
        ),
        (
            "/organization/second-factor",
            vec![("require_second_factor", "true")],
        ),
    ] {
        let page = max.submit("/settings", path, &fields).await;
        assert_eq!(page.status, 403, "{path}");
        page.shows("it takes the role &#34;owner&#34;");
    }
    for path in ["/organization/delete", "/organization/second-factor"] {
        assert_eq!(max.get(path).await.status, 403);
    }
    assert_eq!(world.store.audit_events(), before);
}

#[actix_web::test]
async fn another_organizations_things_are_not_found() {
    let (world, ada) = World::with_ada().await;
    let eve = world.signed_up("eve@example.com").await;
    let before = world.store.audit_events();
    for path in OF_MANAGERS
        .iter()
        .chain(&["/inboxes/{inbox}/delete", "/sessions/{session}/end"])
        .chain(&WITH_MEMBERS)
    {
        if path.contains('{') {
            let path = ada.path(path).await;
            let fields = [("name", "Mine"), ("role", "admin")];
            let page = eve.submit("/settings", &path, &fields).await;
            assert_eq!(page.status, 404, "{path}");
        }
    }
    for path in [
        "/api-keys/{key}",
        "/api-keys/{key}/delete",
        "/api-keys/{key}/disable",
        "/api-keys/{key}/rotate",
        "/inboxes/{inbox}/delete",
        "/members/{user}/role",
        "/members/{user}/remove",
    ] {
        assert_eq!(eve.get(&ada.path(path).await).await.status, 404, "{path}");
    }
    assert_eq!(world.store.audit_events(), before);
}
