//! Inviting people, as owners and admins see it.

use chrono::TimeDelta;

use crate::support::{Answer, Browser, World};

const GRACE: &str = "grace@example.com";

async fn invite(by: &Browser, email: &str, role: &str) -> Answer {
    let fields = [("email", email), ("role", role)];
    by.submit("/members/invite", "/members/invite", &fields)
        .await
}

#[actix_web::test]
async fn a_long_list_has_further_pages() {
    let (world, ada) = World::with_ada().await;
    for number in 0..31 {
        world.clock.advance(TimeDelta::seconds(1));
        let email = format!("guest.{number}@example.com");
        let fields = [("email", email.as_str()), ("role", "member")];
        let made = ada.submit("/members/invite", "/members/invite", &fields);
        assert_eq!(made.await.status, 201);
    }
    let page = ada.get("/members").await;
    page.shows("guest.30@example.com");
    page.hides("guest.0@example.com");
    let next = page.between("<a class=\"button\" href=\"", "\"").to_owned();
    let page = ada.get(&next).await;
    page.shows("guest.0@example.com");
    page.hides("guest.30@example.com");
    page.hides("More invitations");
}

#[actix_web::test]
async fn the_link_is_shown_once_and_the_invitation_is_listed() {
    let (_, ada) = World::with_ada().await;
    ada.get("/members").await.shows("Nobody is invited");
    let made = invite(&ada, GRACE, "admin").await;
    assert_eq!(made.status, 201, "{}", made.text);
    made.shows("grace@example.com, as admin");
    made.shows("No mail was sent: send the link yourself.");
    made.shows("data-replace-address=\"/members\"");
    let token = made.invitation();
    let list = ada.get("/members").await;
    list.hides(&token);
    list.shows("<th role=\"rowheader\" scope=\"row\">grace@example.com</th>");
    list.shows("by you");
    list.shows("in 7 days");
}

#[actix_web::test]
async fn where_mail_is_set_up_the_page_says_that_one_is_on_its_way() {
    let world = World::with_mail().await;
    let ada = world.signed_up("ada@example.com").await;
    ada.get("/members/invite")
        .await
        .shows("They get a mail with a link.");
    let made = invite(&ada, GRACE, "member").await;
    made.shows("A mail with a link of its own is on its way to this address.");
    let mailed = world.mailed_tokens(GRACE);
    assert_eq!(mailed.len(), 1);
    assert_ne!(mailed[0], made.invitation());
    // An address is sent three invitations an hour.
    for _ in 0..2 {
        invite(&ada, GRACE, "member")
            .await
            .shows("is on its way to this address");
    }
    let unsent = invite(&ada, GRACE, "member").await;
    unsent.shows("No mail was sent: send the link yourself.");
}

#[actix_web::test]
async fn an_invitation_ends_and_its_link_with_it() {
    let (world, ada) = World::with_ada().await;
    let token = invite(&ada, GRACE, "member").await.invitation();
    let list = ada.get("/members").await;
    let path = list.between("action=\"/members/invitations/", "\"");
    let path = format!("/members/invitations/{path}");
    let ended = ada.submit_from(&list, &path, &[]).await;
    assert_eq!(ended.location(), "/members?notice=invitation-ended");
    ada.get(ended.location()).await.shows("Nobody is invited");
    assert_eq!(ada.submit_from(&list, &path, &[]).await.status, 404);
    let looked = world
        .browser()
        .submit("/invitation", "/invitation", &[("token", &token)])
        .await;
    assert_eq!(looked.status, 403);
}

#[actix_web::test]
async fn what_is_wrong_is_told_and_what_was_typed_stays() {
    let (_, ada) = World::with_ada().await;
    let page = invite(&ada, "grace", "admin").await;
    assert_eq!(page.status, 400);
    assert_ne!(page.fault("email"), "");
    page.shows("value=\"grace\"");
    page.shows("value=\"admin\" required checked");
    let page = invite(&ada, "ada@example.com", "member").await;
    assert_eq!(page.status, 409);
    page.shows("is already a member of the organization");
    let page = invite(&ada, GRACE, "").await;
    assert_eq!(page.status, 400);
    page.shows("<span class=\"fault\">The role is required.</span>");
}
