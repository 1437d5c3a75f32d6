//! The page that the link of an invitation leads to, for those who have an account.

use sendook_domain::entities::Role;
use sendook_domain::values::Id;

use crate::support::{Browser, World};

const GRACE: &str = "grace@example.com";

/// Invites this person to Ada's organization, and gives the token.
async fn invited(ada: &Browser, email: &str) -> String {
    ada.submitted(
        "/settings",
        "/settings/organization",
        &[("name", "Engines")],
    )
    .await;
    let fields = [("email", email), ("role", "admin")];
    let made = ada.submit("/members/invite", "/members/invite", &fields);
    made.await.invitation()
}

/// Follows the link.
async fn follow(browser: &Browser, token: &str) {
    let link = format!("http://dashboard.test/invitation#{token}");
    let fields = [("token", link.as_str())];
    let looked = browser.submitted("/invitation", "/invitation", &fields);
    assert_eq!(looked.await, "/invitation");
}

#[actix_web::test]
async fn who_has_an_account_logs_in_and_joins() {
    let (world, ada) = World::with_ada().await;
    world.signed_up(GRACE).await;
    let token = invited(&ada, "Grace@Example.com").await;
    let grace = world.browser();
    follow(&grace, &token).await;
    let page = grace.get("/invitation").await;
    for shown in [
        "Join Engines",
        "<dd>admin</dd>",
        "<dd>Grace@Example.com</dd>",
    ] {
        page.shows(shown);
    }
    page.hides(&token);
    page.shows("href=\"/login?next=/invitation\"");
    let back = grace.log_in(GRACE, crate::support::PASSWORD, "/invitation");
    assert_eq!(back.await.location(), "/invitation");
    let page = grace.get("/invitation").await;
    let accept = page.between("action=\"/invitation/accept\"", "</form>");
    let accept = accept.split("value=\"").nth(1).unwrap();
    let accept = accept.split('"').next().unwrap().to_owned();
    let joined = grace.submit_with(&accept, "/invitation/accept", &[]).await;
    assert_eq!(joined.location(), "/overview?notice=joined");
    let page = grace.get(joined.location()).await;
    page.shows("Welcome: you are a member of this organization now.");
    page.shows("How Engines uses its keys");
    grace
        .get("/members")
        .await
        .shows("data-label=\"Role\">admin<");
    // It is used up, and the browser has forgotten it.
    let again = grace.submit_with(&accept, "/invitation/accept", &[]).await;
    assert_eq!(again.status, 403);
    assert!(
        again
            .fault("token")
            .starts_with("This invitation is not valid")
    );
}

#[actix_web::test]
async fn looking_uses_nothing_up() {
    let (world, ada) = World::with_ada().await;
    let token = invited(&ada, GRACE).await;
    for _ in 0..3 {
        let scanner = world.browser();
        assert_eq!(scanner.get("/invitation").await.status, 200);
        follow(&scanner, &token).await;
        scanner.get("/invitation").await.shows("Join Engines");
    }
    ada.get("/members").await.shows(GRACE);
}

#[actix_web::test]
async fn a_person_in_no_organization_can_accept() {
    let (world, ada) = World::with_ada().await;
    let grace = world.signed_up(GRACE).await;
    let user = Id::parse(&grace.user_id().await).unwrap();
    let own = Id::parse(&grace.organization_id().await).unwrap();
    world.store.remove_member(&user, &own);
    let token = invited(&ada, GRACE).await;
    follow(&grace, &token).await;
    let page = grace.get("/invitation").await;
    let accept = page.between("action=\"/invitation/accept\"", "</form>");
    let accept = accept.split("value=\"").nth(1).unwrap();
    let accept = accept.split('"').next().unwrap().to_owned();
    let joined = grace.submit_with(&accept, "/invitation/accept", &[]).await;
    assert_eq!(joined.location(), "/overview?notice=joined");
}

#[actix_web::test]
async fn what_is_no_open_invitation_is_told_beside_the_link() {
    let (world, _) = World::with_ada().await;
    let guest = world.browser();
    for wrong in ["junk", "sndi_none", "https://auth.example.com/invitation"] {
        let page = guest
            .submit("/invitation", "/invitation", &[("token", wrong)])
            .await;
        assert_eq!(page.status, 403);
        assert!(
            page.fault("token")
                .starts_with("This invitation is not valid")
        );
    }
}

#[actix_web::test]
async fn an_invitation_that_ended_meanwhile_is_forgotten() {
    let (world, ada) = World::with_ada().await;
    let max = world.colleague(&ada, Role::Admin).await;
    let token = invited(&max, GRACE).await;
    let grace = world.browser();
    follow(&grace, &token).await;
    let role = max.path("/members/{user}/role").await;
    ada.submitted("/members", &role, &[("role", "member")])
        .await;
    for path in ["/invitation", "/invitation/register"] {
        let page = grace.get(path).await;
        page.hides("Engines");
        page.shows("<label for=\"token\">Link");
    }
    assert!(!grace.cookies.borrow().contains_key("sendook_invitation_80"));
}

#[actix_web::test]
async fn a_member_is_told_that_they_are_one() {
    let (world, ada) = World::with_ada().await;
    let token = invited(&ada, GRACE).await;
    let grace = world.signed_up(GRACE).await;
    world.join(&grace, &ada, Role::Member).await;
    follow(&grace, &token).await;
    let page = grace.submit("/settings", "/invitation/accept", &[]).await;
    assert_eq!(page.status, 409);
    page.shows("You are already a member of this organization.");
}
