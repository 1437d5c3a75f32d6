//! A page that is not there keeps the ways to the others for a person who is logged in.

use sendook_domain::entities::Role;

use crate::support::World;

#[actix_web::test]
async fn a_person_keeps_the_sidebar() {
    let (world, ada) = World::with_ada().await;
    let request = |path| ada.request(actix_web::http::Method::GET, path);
    let html = ("accept", "text/html");
    for path in ["/nowhere", "/api-keys/key_unknown", "/inboxes/x/delete"] {
        let page = ada.send(request(path).insert_header(html)).await;
        assert_eq!(page.status, 404, "{path}");
        page.shows("<h1>Nothing here</h1>");
        page.shows("<a href=\"/inboxes\">Inboxes</a>");
        page.hides("aria-current=\"page\"");
    }
    let max = world.colleague(&ada, Role::Member).await;
    let page = max.get("/audit").await;
    assert_eq!(page.status, 403);
    page.shows("<a href=\"/sessions\">Sessions</a>");
    let lost = ada.send(request("/nowhere").insert_header(html)).await;
    let out = ada.submit_from(&lost, "/logout", &[]).await;
    assert_eq!(out.location(), "/login?notice=logged-out");
}

#[actix_web::test]
async fn a_stranger_sees_no_sidebar_and_a_program_no_page() {
    let (world, ada) = World::with_ada().await;
    let get = |browser: &crate::support::Browser| {
        browser.request(actix_web::http::Method::GET, "/nowhere")
    };
    let html = ("accept", "text/html");
    let page = world.send(get(&world.browser()).insert_header(html)).await;
    assert_eq!(page.status, 404);
    page.shows("<h1>Nothing here</h1>");
    page.hides("<nav");
    let answer = ada.send(get(&ada)).await;
    assert_eq!(answer.status, 404);
    assert!(answer.text.starts_with('{'), "{}", answer.text);
    world.store.set_away(true);
    let page = ada.send(get(&ada).insert_header(html)).await;
    assert_eq!(page.status, 404, "who asks does not matter");
    page.hides("<nav");
}
