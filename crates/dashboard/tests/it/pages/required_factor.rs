//! An organization that requires a second factor: who has none is led to set one up, and reaches what is their own.

use sendook_domain::entities::{AuditAction, Role};
use sendook_domain::ports::Accounts as _;
use sendook_domain::values::Id;
use sendook_testkit::builders::{an_account, an_audit_event};

use crate::support::{App, Browser, FACTORS, FORMS, PAGES, PASSWORD, World};

const REQUIREMENT: &str = "/organization/second-factor";

/// Ada, who has a factor, and Max, who has none, in an organization that requires one.
async fn with_max() -> (World, Browser, Browser) {
    let (world, ada) = World::with_ada().await;
    App::of(&world, &ada).await;
    let max = world.colleague(&ada, Role::Admin).await;
    world.require_second_factor(&ada).await;
    (world, ada, max)
}

/// What is a person's own, and the organizations.
const OWN: [&str; 5] = [
    "/organization/new",
    "/sessions",
    "/settings",
    "/settings/second-factor",
    "/help",
];

#[actix_web::test]
async fn who_has_none_reaches_what_is_their_own_and_nothing_else() {
    let (_, ada, max) = with_max().await;
    for path in PAGES {
        let path = ada.path(path).await;
        let page = max.get(&path).await;
        if !OWN.contains(&path.as_str()) {
            let next = path
                .replace('?', "%3F")
                .replace('=', "%3D")
                .replace('&', "%26");
            let way = format!("/settings/second-factor?next={next}");
            assert_eq!(page.location(), way);
            continue;
        }
        assert_eq!(page.status, 200, "{path}");
        page.shows("requires a second factor");
        for closed in [
            "href=\"/api-keys\"",
            "href=\"/members\"",
            "/organization/delete",
            "Save organization",
        ] {
            page.hides(closed);
        }
    }
    assert_eq!(ada.get("/api-keys").await.status, 200);
}

#[actix_web::test]
async fn who_has_none_sends_no_form_but_of_what_is_their_own() {
    let (world, ada, max) = with_max().await;
    let of_organization = FORMS.iter().filter(|form| {
        let own = [
            "/settings/",
            "/sessions/",
            "/invitation",
            "/logout",
            "/organization/new",
        ];
        let own = own.iter().any(|own| form.path.starts_with(own));
        form.needs_session
            && form.path != "/organization"
            && (!own || form.path == "/settings/organization")
    });
    let mut sent = 0;
    for form in of_organization {
        let before = world.store.audit_events();
        let path = ada.path(form.path).await;
        let page = max.submit(FACTORS, &path, form.fields).await;
        let way = page.location();
        assert!(
            way.starts_with("/settings/second-factor?next=/"),
            "{path} {way}"
        );
        max.get(way).await.shows("That form was not carried out");
        assert_eq!(world.store.audit_events(), before, "{path}");
        sent += 1;
    }
    assert!(sent > 15, "{sent}");
    for (path, fields, leads_to) in [
        (
            "/settings/profile",
            vec![("first_name", "Maxine")],
            "/settings?notice=name-saved",
        ),
        (
            "/settings/password",
            vec![
                ("current_password", PASSWORD),
                ("new_password", "seven quiet lanterns"),
            ],
            "/settings?notice=password-changed",
        ),
        (
            "/sessions/end-others",
            vec![],
            "/sessions?notice=sessions-ended",
        ),
        ("/logout", vec![], "/login?notice=logged-out"),
    ] {
        assert_eq!(max.submitted("/settings", path, &fields).await, leads_to);
    }
}

#[actix_web::test]
async fn who_has_none_leaves_and_removes_nobody_else() {
    let (_, ada, max) = with_max().await;
    let id = ada.organization_id().await;
    max.plant("sendook_organization_80", &id);
    let path = max.path("/members/{user}/remove").await;
    let settings = max.get("/settings").await;
    settings.shows(&format!("href=\"{path}\">Leave…"));
    let asked = max.get(&path).await;
    asked.shows("<h1>Leave Default Organization?</h1>");
    let of_ada = ada.path("/members/{user}/remove").await;
    let refused = max.submit_from(&asked, &of_ada, &[]).await;
    assert!(refused.location().starts_with(FACTORS));
    let left = max.submit_from(&asked, &path, &[]).await;
    assert_eq!(left.location(), "/overview?notice=organization-left");
    assert_eq!(max.get(left.location()).await.status, 200);
}

#[actix_web::test]
async fn whoever_sets_one_up_goes_on_where_they_were() {
    let (world, ada, max) = with_max().await;
    let id = ada.organization_id().await;
    max.plant("sendook_organization_80", &id);
    max.cookies.borrow_mut().remove("sendook_session_80");
    max.cookies.borrow_mut().remove("sendook_refresh_80");
    let entered = max.log_in("max@example.com", PASSWORD, "/inboxes").await;
    let barred = max.get(entered.location()).await;
    assert_eq!(barred.location(), "/settings/second-factor?next=/inboxes");
    let list = max.get(barred.location()).await;
    list.shows("Default Organization requires a second factor of its members.");
    assert_eq!(list.next(), "/inboxes");
    let fields = [("next", "/inboxes")];
    let offered = max
        .submit_from(&list, "/settings/second-factor/app", &fields)
        .await;
    let code = App::reading(&offered).code(&world);
    let wrong = max.confirm(&offered, "1").await;
    let done = max.confirm(&wrong, &code).await;
    done.shows("<a class=\"button\" href=\"/inboxes\">I have kept the codes</a>");
    done.hides("you have none");
    assert_eq!(max.get("/inboxes").await.status, 200);
}

#[actix_web::test]
async fn a_way_on_that_is_not_ours_is_forgotten() {
    let (_, _, max) = with_max().await;
    let list = max
        .get("/settings/second-factor?next=//elsewhere.test/")
        .await;
    list.shows("name=\"next\" value=\"\"");
    let fields = [("next", "https://elsewhere.test/")];
    let offered = max
        .submit_from(&list, "/settings/second-factor/app", &fields)
        .await;
    offered.shows("name=\"next\" value=\"\"");
}

#[actix_web::test]
async fn another_organization_can_be_chosen_or_made() {
    let (_, _, max) = with_max().await;
    let own = max.get("/settings").await;
    let value = own
        .text
        .split("<option value=\"")
        .skip(1)
        .find(|option| !option.contains("selected"));
    let id = value.unwrap().split('"').next().unwrap();
    let chosen = max
        .submit_from(&own, "/organization", &[("organization", id)])
        .await;
    assert_eq!(chosen.location(), "/overview");
    assert_eq!(max.get("/overview").await.status, 200);
    let (_, _, max) = with_max().await;
    let made = max
        .submit(
            "/organization/new",
            "/organization/new",
            &[("name", "Engines")],
        )
        .await;
    assert_eq!(max.get(made.location()).await.status, 200);
}

#[actix_web::test]
async fn an_owner_learns_who_has_none_before_it_is_required() {
    let (world, ada) = World::with_ada().await;
    App::of(&world, &ada).await;
    ada.get(REQUIREMENT).await.shows("Every member has one.");
    let max = world.colleague(&ada, Role::Member).await;
    ada.get("/settings")
        .await
        .shows("Its members need no second factor.");
    let asked = ada.get(REQUIREMENT).await;
    asked.shows("<h1>Require a second factor?</h1>");
    asked.shows("<small>max@example.com</small>");
    asked.hides("<small>ada@example.com</small>");
    let fields = [("require_second_factor", "true")];
    let required = ada.submit_from(&asked, REQUIREMENT, &fields).await;
    assert_eq!(required.location(), "/settings?notice=factor-required");
    let settings = ada.get(required.location()).await;
    settings.shows("requires a second factor of its members from now on");
    settings.shows("Its members need a second factor.");
    ada.get("/members")
        .await
        .shows("data-label=\"Second factor\"><span class=\"state disabled\">missing</span>");
    assert_eq!(
        max.get("/overview").await.location(),
        "/settings/second-factor?next=/overview"
    );
    let asked = ada.get(REQUIREMENT).await;
    asked.shows("<h1>Stop requiring a second factor?</h1>");
    let fields = [("require_second_factor", "false")];
    let ended = ada.submit_from(&asked, REQUIREMENT, &fields).await;
    assert_eq!(ended.location(), "/settings?notice=factor-not-required");
    assert_eq!(max.get("/overview").await.status, 200);
}

#[actix_web::test]
async fn an_owner_without_one_sets_one_up_first() {
    let (_, ada) = World::with_ada().await;
    let asked = ada.get(REQUIREMENT).await;
    asked.shows("would lock yourself out");
    asked.shows("href=\"/settings/second-factor?next=/organization/second-factor\"");
    asked.hides("name=\"require_second_factor\"");
    let settings = ada.get("/settings").await;
    let fields = [("require_second_factor", "true")];
    let refused = ada.submit_from(&settings, REQUIREMENT, &fields).await;
    assert_eq!(refused.status, 403);
    assert_eq!(
        ada.submit_from(&settings, REQUIREMENT, &[]).await.status,
        400
    );
    assert_eq!(ada.get("/overview").await.status, 200);
}

#[actix_web::test]
async fn many_without_one_are_not_all_named() {
    let (world, ada) = World::with_ada().await;
    App::of(&world, &ada).await;
    let organization = Id::parse(&ada.organization_id().await).unwrap();
    for _ in 0..21 {
        let account = an_account();
        let event = an_audit_event(AuditAction::Registered);
        world.store.open(&account, &event).unwrap();
        world
            .store
            .set_role(&account.user.id, &organization, Role::Member);
    }
    let asked = ada.get(REQUIREMENT).await;
    assert_eq!(asked.text.matches("<small>").count(), 20);
    asked.shows("and others: see <a href=\"/members\">Members</a>");
}
