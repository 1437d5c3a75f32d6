//! The settings of the pages for people.

use ureq::Agent;

use crate::support::program::{Running, World};

/// Status, content type and cookies of a page, without following where it leads.
fn page(server: &Running, path: &str) -> (u16, String, String) {
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .proxy(None);
    let agent: Agent = config.build().into();
    let url = format!("http://{}{path}", server.address);
    let answer = agent.get(url).call().unwrap();
    let header = |name: &str| {
        let value = answer
            .headers()
            .get(name)
            .map(|value| value.to_str().unwrap());
        value.unwrap_or_default().to_owned()
    };
    (
        answer.status().as_u16(),
        header("content-type"),
        header("set-cookie"),
    )
}

#[test]
fn pages_are_served_unless_they_are_turned_off() {
    let server = World::new().start(&[]);
    let (status, content_type, cookies) = page(&server, "/login");
    assert_eq!(status, 200);
    assert_eq!(content_type.as_str(), "text/html; charset=utf-8");
    assert!(
        cookies.starts_with(&format!("sendook_form_{}=", server.address.port()))
            && !cookies.contains("Secure")
    );
    assert_eq!(page(&server, "/").0, 303);

    let server = World::new().start(&[("SENDOOK_DASHBOARD", "off")]);
    for path in ["/", "/login", "/assets/dashboard.css"] {
        let (status, content_type, cookies) = page(&server, path);
        assert_eq!(status, 404);
        assert_eq!(content_type.as_str(), "application/json; charset=utf-8");
        assert_eq!(cookies, "");
    }
}

#[test]
fn an_https_address_makes_cookies_secure() {
    let world = World::new();
    let server = world.start(&[("SENDOOK_PUBLIC_URL", "https://auth.example.com/")]);
    let (_, _, cookies) = page(&server, "/login");
    assert!(
        cookies.starts_with("__Host-sendook_form_auth.example.com_443=")
            && cookies.contains("Secure"),
        "{cookies}"
    );
}
