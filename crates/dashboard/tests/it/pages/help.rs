//! Each page leads to the help about it, which those who cannot log in see too.

use crate::support::World;

#[actix_web::test]
async fn every_page_leads_to_what_is_said_about_it() {
    let (world, ada) = World::with_ada().await;
    let key = ada.path("/api-keys/{key}").await;
    let help = ada.get("/help").await;
    help.shows("<code>tokens:introspect</code>: Check and revoke credentials");
    help.shows("href=\"/docs\"");
    for (page, part) in [
        ("/overview", "overview"),
        ("/api-keys", "api-keys"),
        (key.as_str(), "api-keys"),
        ("/inboxes", "inboxes"),
        ("/sessions", "sessions"),
        ("/settings", "settings"),
        ("/audit", "audit"),
    ] {
        let page = ada.get(page).await;
        page.shows(&format!("href=\"/help#{part}\""));
        help.shows(&format!("<h2 id=\"{part}\">"));
    }
    let stranger = world.browser();
    for page in ["/login", "/signup", "/reset-password"] {
        let page = stranger.get(page).await;
        page.shows("href=\"/help#logging-in\"");
    }
    let help = stranger.get("/help").await;
    assert_eq!(help.status, 200);
    help.shows("<h2 id=\"logging-in\">");
    help.hides("Log out");
}
