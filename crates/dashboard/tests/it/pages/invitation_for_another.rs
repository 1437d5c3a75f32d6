//! An invitation in the browser of somebody else than the one who is invited.

use crate::support::{Answer, Browser, World};

/// Eve, who looks at an invitation of Grace's.
async fn looking() -> (World, Browser, Answer) {
    let (world, ada) = World::with_ada().await;
    let fields = [("email", "grace@example.com"), ("role", "member")];
    let made = ada.submit("/members/invite", "/members/invite", &fields);
    let token = made.await.invitation();
    let eve = world.signed_up("eve@example.com").await;
    eve.submitted("/invitation", "/invitation", &[("token", &token)])
        .await;
    let page = eve.get("/invitation").await;
    (world, eve, page)
}

/// The token of the form that is sent to this path.
fn token_of(page: &Answer, path: &str) -> String {
    let form = page.between(&format!("action=\"{path}\""), "</form>");
    let (_, token) = form.split_once("value=\"").unwrap();
    token.split('"').next().unwrap().to_owned()
}

#[actix_web::test]
async fn the_page_says_so_and_offers_to_log_out() {
    let (_, eve, page) = looking().await;
    page.shows("You are logged in as eve@example.com");
    page.hides("/invitation/accept");
    let token = token_of(&page, "/logout?next=/invitation");
    let out = eve
        .submit_with(&token, "/logout?next=/invitation", &[])
        .await;
    assert_eq!(out.location(), "/invitation");
    let page = eve.get("/invitation").await;
    page.shows("href=\"/invitation/register\"");
    assert_eq!(eve.get("/inboxes").await.status, 303);
}

#[actix_web::test]
async fn accepting_it_all_the_same_is_refused() {
    let (world, eve, page) = looking().await;
    let token = token_of(&page, "/logout?next=/invitation");
    let before = world.store.audit_events();
    let refused = eve.submit_with(&token, "/invitation/accept", &[]).await;
    assert_eq!(refused.status, 403);
    refused.shows("This invitation is for another e-mail address.");
    assert_eq!(world.store.audit_events(), before);
}

#[actix_web::test]
async fn logging_out_leads_to_no_other_site() {
    let (_, eve, page) = looking().await;
    let token = token_of(&page, "/logout?next=/invitation");
    let path = "/logout?next=//elsewhere.test";
    let out = eve.submit_with(&token, path, &[]).await;
    assert_eq!(out.location(), "/login?notice=logged-out");
}

#[actix_web::test]
async fn who_logs_out_for_good_leaves_no_invitation_behind() {
    let (_, eve, _) = looking().await;
    eve.submitted("/settings", "/logout", &[]).await;
    eve.get("/invitation").await.hides("grace@example.com");
}
