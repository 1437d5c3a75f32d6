//! A session goes on without the person noticing, as long as it may.

use chrono::Duration;

use crate::support::World;

#[actix_web::test]
async fn a_page_renews_an_expired_session() {
    let (world, ada) = World::with_ada().await;
    let before = ada.cookies.borrow().clone();
    world.clock.advance(Duration::hours(25));
    let page = ada.get("/settings").await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert_eq!(page.cookies().len(), 2);
    let after = ada.cookies.borrow().clone();
    assert_ne!(before["sendook_session_80"], after["sendook_session_80"]);
    assert_ne!(before["sendook_refresh_80"], after["sendook_refresh_80"]);
    assert!(ada.get("/settings").await.cookies().is_empty());
}

#[actix_web::test]
async fn the_browser_may_have_dropped_the_expired_cookie() {
    let (world, ada) = World::with_ada().await;
    world.clock.advance(Duration::hours(25));
    ada.cookies.borrow_mut().remove("sendook_session_80");
    assert_eq!(ada.get("/settings").await.status, 200);
}

#[actix_web::test]
async fn a_form_is_not_lost_when_the_session_was_renewed_under_it() {
    let (world, ada) = World::with_ada().await;
    let token = ada.get("/settings").await.form_token();
    world.clock.advance(Duration::hours(25));
    let saved = ada
        .submit_with(&token, "/settings/profile", &[("first_name", "Grace")])
        .await;
    assert_eq!(saved.location(), "/settings?notice=name-saved");
    assert_eq!(saved.cookies().len(), 2);
    // And again with the same form, from a tab that was left open.
    let saved = ada
        .submit_with(&token, "/settings/profile", &[("first_name", "Ada")])
        .await;
    assert_eq!(saved.location(), "/settings?notice=name-saved");
}

#[actix_web::test]
async fn two_tabs_renew_at_once() {
    let (world, ada) = World::with_ada().await;
    world.clock.advance(Duration::hours(25));
    let tabs = [world.browser(), world.browser()];
    for tab in &tabs {
        tab.cookies.replace(ada.cookies.borrow().clone());
        assert_eq!(tab.get("/settings").await.status, 200);
        world.clock.advance(Duration::seconds(3));
    }
    assert_eq!(tabs[1].get("/settings").await.status, 200);
}

#[actix_web::test]
async fn a_session_that_is_over_leads_to_the_login_and_back() {
    let (world, ada) = World::with_ada().await;
    world.clock.advance(Duration::days(31));
    let page = ada.get("/audit?action=user.logged_in").await;
    let location = page.location().to_owned();
    assert_eq!(location, "/login?next=/audit%3Faction%3Duser.logged_in");
    assert!(
        ada.cookies
            .borrow()
            .keys()
            .all(|name| name == "sendook_form_80")
    );
    let form = ada.get(&location).await;
    assert_eq!(
        form.between("name=\"next\" value=\"", "\""),
        "/audit?action=user.logged_in"
    );
}

#[actix_web::test]
async fn a_form_of_a_session_that_is_over_leads_to_its_subject() {
    let (world, ada) = World::with_ada().await;
    let path = ada.path("/api-keys/{key}/change").await;
    let token = ada.get("/settings").await.form_token();
    world.clock.advance(Duration::days(31));
    let page = ada.submit_with(&token, &path, &[("name", "Late")]).await;
    let login = page.location();
    assert_eq!(login, "/login?next=/api-keys&notice=form-after-logout");
}

#[actix_web::test]
async fn a_stolen_refresh_token_ends_the_session() {
    let (world, ada) = World::with_ada().await;
    let thief = world.browser();
    thief.cookies.replace(ada.cookies.borrow().clone());
    world.clock.advance(Duration::hours(25));
    assert_eq!(ada.get("/settings").await.status, 200);
    world.clock.advance(Duration::minutes(1));
    assert_eq!(thief.get("/settings").await.status, 303);
    assert_eq!(ada.get("/settings").await.status, 303);
}
