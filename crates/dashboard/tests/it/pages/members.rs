//! The people of an organization: who they are, what they become, and that they leave.

use chrono::TimeDelta;
use sendook_dashboard::Site;
use sendook_domain::entities::Role;

use crate::support::World;

#[actix_web::test]
async fn an_owner_sees_everybody_and_what_can_be_done() {
    let (world, ada) = World::with_ada().await;
    world.clock.advance(TimeDelta::hours(2));
    let max = world.colleague(&ada, Role::Member).await;
    world.clock.advance(TimeDelta::minutes(5));
    let page = ada.get("/members").await;
    page.shows("<small>max@example.com</small>");
    page.shows("<td role=\"cell\" data-label=\"Role\">member</td>");
    page.shows("<td role=\"cell\" data-label=\"Second factor\">no</td>");
    page.shows("5 minutes ago");
    page.shows(&max.path("href=\"/members/{user}/role\"").await);
    page.shows(&max.path("href=\"/members/{user}/remove\"").await);
    page.shows(&format!(
        "<a {}>Leave…</a>",
        ada.path("href=\"/members/{user}/remove\"").await
    ));
    page.shows("aria-current=\"page\">Members</a>");
}

#[actix_web::test]
async fn a_member_sees_everybody_and_can_leave() {
    let (world, ada) = World::with_ada().await;
    let max = world.colleague(&ada, Role::Member).await;
    let page = max.get("/members").await;
    page.shows("<small>ada@example.com</small>");
    page.shows("Owners and admins invite and remove people.");
    for offered in ["Invite somebody", "Change role", "Remove…", "invitations"] {
        page.hides(offered);
    }
    page.shows("Leave…");
}

#[actix_web::test]
async fn a_long_list_has_further_pages() {
    let world = World::with(Site::anywhere(), |settings| {
        settings.services.login_throttle = false;
    })
    .await;
    let ada = world.signed_up("ada@example.com").await;
    for number in 0..31 {
        world.clock.advance(TimeDelta::seconds(1));
        let person = world
            .signed_up(&format!("person.{number}@example.com"))
            .await;
        world.join(&person, &ada, Role::Member).await;
    }
    let page = ada.get("/members").await;
    page.shows("person.30@example.com");
    page.hides("<small>ada@example.com</small>");
    let next = page.between("<a class=\"button\" href=\"", "\"").to_owned();
    let page = ada.get(&next).await;
    page.shows("<small>ada@example.com</small>");
    page.hides("person.30@example.com");
}

#[actix_web::test]
async fn another_role_counts_at_once() {
    let (world, ada) = World::with_ada().await;
    let max = world.colleague(&ada, Role::Member).await;
    let path = max.path("/members/{user}/role").await;
    let form = ada.get(&path).await;
    form.shows("value=\"member\" required checked");
    form.shows("value=\"owner\" required>");
    let changed = ada.submit_from(&form, &path, &[("role", "admin")]).await;
    assert_eq!(changed.location(), "/members?notice=role-changed");
    max.get("/members").await.shows("Invite somebody");
    let strange = ada.submit_from(&form, &path, &[("role", "king")]).await;
    assert_eq!(strange.status, 400);
    strange.shows("<span class=\"fault\">");
    ada.get("/audit").await.shows("role member → admin");
}

#[actix_web::test]
async fn a_role_form_that_was_left_open_overwrites_no_newer_role() {
    let (world, ada) = World::with_ada().await;
    let max = world.colleague(&ada, Role::Member).await;
    let path = max.path("/members/{user}/role").await;
    let old = ada.get(&path).await;
    old.shows("name=\"was\" value=\"member\"");
    let fields = |role| [("was", "member"), ("role", role)];
    let promoted = ada.submit_from(&old, &path, &fields("admin")).await;
    assert_eq!(promoted.location(), "/members?notice=role-changed");
    let late = ada.submit_from(&old, &path, &fields("member")).await;
    assert_eq!(late.status, 409, "{}", late.text);
    late.shows("The role was changed since this form was shown.");
    late.shows("value=\"admin\" required checked");
    late.shows("name=\"was\" value=\"admin\"");
    max.get("/members").await.shows("Invite somebody");
}

#[actix_web::test]
async fn a_removed_member_reaches_nothing_and_their_keys_stay() {
    let (world, ada) = World::with_ada().await;
    let max = world.colleague(&ada, Role::Admin).await;
    let (_, key) = max.generate("Of Max").await;
    let path = max.path("/members/{user}/remove").await;
    let asked = ada.get(&path).await;
    asked.shows("Remove Ada?");
    asked.shows("max@example.com");
    let removed = ada.submit_from(&asked, &path, &[]).await;
    assert_eq!(removed.location(), "/members?notice=member-removed");
    ada.get("/members").await.hides("max@example.com");
    max.get("/api-keys").await.hides("Of Max");
    assert_eq!(world.with_key(&key).await, 200);
    let again = ada.submit("/members", &path, &[]).await;
    assert_eq!(again.status, 404);
}

#[actix_web::test]
async fn who_leaves_works_in_another_organization() {
    let (world, ada) = World::with_ada().await;
    ada.submitted(
        "/settings",
        "/settings/organization",
        &[("name", "Engines")],
    )
    .await;
    let max = world.colleague(&ada, Role::Member).await;
    let path = max.path("/members/{user}/remove").await;
    let asked = max.get(&path).await;
    asked.shows("Leave Engines?");
    let left = max.submit_from(&asked, &path, &[]).await;
    assert_eq!(left.location(), "/overview?notice=organization-left");
    let page = max.get(left.location()).await;
    page.shows("You left the organization.");
    page.shows("How Default Organization uses its keys");
    page.hides("Engines");
}

#[actix_web::test]
async fn the_last_owner_stays_and_the_page_says_why() {
    let (_, ada) = World::with_ada().await;
    for (path, fields) in [
        ("/members/{user}/remove", [("", "")]),
        ("/members/{user}/role", [("role", "member")]),
    ] {
        let path = ada.path(path).await;
        let page = ada.submit(&path, &path, &fields).await;
        assert_eq!(page.status, 409, "{}", page.text);
        page.shows("This is the last owner of the organization.");
    }
    ada.get("/members")
        .await
        .shows("data-label=\"Role\">owner<");
}
