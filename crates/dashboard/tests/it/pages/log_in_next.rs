//! After logging in a person goes where the person wanted to go, and never to another site.

use std::fmt::Write as _;

use crate::support::{PASSWORD, World};

#[actix_web::test]
async fn a_path_of_the_dashboard_is_followed() {
    let world = World::new().await;
    world.signed_up("ada@example.com").await;
    for next in [
        "/inboxes",
        "/audit?action=user.logged_in&since=2026-01-01",
        "/api-keys/key_01abc",
    ] {
        let page = world
            .browser()
            .log_in("ada@example.com", PASSWORD, next)
            .await;
        assert_eq!(page.location(), next);
    }
}

#[actix_web::test]
async fn no_target_leads_to_another_site() {
    let (world, ada) = World::with_ada().await;
    #[rustfmt::skip] // Short texts, several a line.
    let targets = [
        "https://elsewhere", "https:elsewhere", "//elsewhere", "///elsewhere", "/\\elsewhere",
        "\\\\elsewhere", "/\t/elsewhere", "/\n/elsewhere", " //elsewhere", "/%2felsewhere",
        "/%5celsewhere", "/%09/elsewhere", "/.//elsewhere", "/..//elsewhere", "/login@elsewhere",
        "javascript:alert(1)", "elsewhere", "",
    ];
    for next in targets {
        let page = world
            .browser()
            .log_in("ada@example.com", PASSWORD, next)
            .await;
        assert_eq!(page.location(), "/overview", "{next:?}");
        let encoded = percent_encoded(next);
        let page = ada.get(&format!("/login?next={encoded}")).await;
        assert_eq!(page.location(), "/overview", "{next:?}");
        let form = world.browser().get(&format!("/login?next={encoded}")).await;
        assert_eq!(form.between("name=\"next\" value=\"", "\""), "", "{next:?}");
    }
}

fn percent_encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        let _ = write!(encoded, "%{byte:02x}");
        encoded
    })
}
