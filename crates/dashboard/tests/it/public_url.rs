//! A service that is reached at another address than it thinks says so, instead of blaming the page.

use actix_web::test::TestRequest;
use sendook_dashboard::Site;
use sendook_domain::values::AddressRange;

use crate::support::{Answer, LOG_IN, PASSWORD, World};

const SETTINGS: [&str; 2] = ["SENDOOK_PUBLIC_URL", "SENDOOK_TRUSTED_PROXIES"];

/// Opens an account without a browser.
async fn register(world: &World) {
    let body =
        format!(r#"{{"email": "ada@example.com", "password": "{PASSWORD}", "first_name": "Ada"}}"#);
    let request = TestRequest::post().uri("/auth/register").set_payload(body);
    let answer = world
        .send(request.insert_header(("content-type", "application/json")))
        .await;
    assert_eq!(answer.status, 201, "{}", answer.text);
}

/// Sends a login form with these headers.
async fn log_in(world: &World, headers: &[(&str, &str)]) -> Answer {
    let mut request = TestRequest::post().uri("/login").set_form(LOG_IN);
    for pair in headers {
        request = request.append_header(*pair);
    }
    world.send(request).await
}

#[actix_web::test]
async fn default_ports_are_equal() {
    let here = "http://auth.test";
    let at = |origin: &str| Site::at(origin);
    for (site, host, origin) in [
        (Site::anywhere(), "auth.test:80", here),
        (Site::anywhere(), "auth.test", "http://auth.test:80"),
        (Site::anywhere(), "AUTH.test:80", here),
        (Site::anywhere(), "auth.test:8006", "http://auth.test:8006"),
        (Site::anywhere(), "[::1]:80", "http://[::1]"),
        (Site::anywhere(), "[2001:DB8::1]", "http://[2001:db8::1]"),
        (at("https://auth.test"), "any", "https://auth.test:443"),
        (at("https://auth.test:443"), "any", "https://AUTH.test"),
        (at("https://[::1]:443"), "any", "https://[::1]"),
    ] {
        let world = World::at(site).await;
        register(&world).await;
        let page = log_in(&world, &[("host", host), ("origin", origin)]).await;
        assert_eq!(page.location(), "/overview", "{host} {origin}");
    }
    for (host, origin) in [
        ("auth.test:443", here),
        ("auth.test:8006", here),
        ("auth.test:80", "http://auth.test:8006"),
        ("auth.test:80", "https://auth.test"),
        ("auth.test:80", "http://auth.test:80.elsewhere.test"),
    ] {
        let world = World::new().await;
        let page = log_in(&world, &[("host", host), ("origin", origin)]).await;
        assert_eq!(page.status, 403, "{host} {origin}");
    }
}

#[actix_web::test]
async fn behind_a_proxy_the_page_names_the_missing_setting() {
    let world = World::new().await;
    let usual = [("host", "auth.test"), ("origin", "https://auth.test")];
    for marks in [
        ("x-forwarded-for", "192.0.2.7"),
        ("x-forwarded-proto", "https"),
        ("forwarded", "for=192.0.2.7;proto=https"),
        ("via", "1.1 proxy"),
        ("x-real-ip", "192.0.2.7"),
    ] {
        for said in [None, Some(("sec-fetch-site", "same-origin"))] {
            let headers: Vec<_> = usual.into_iter().chain([marks]).chain(said).collect();
            let page = log_in(&world, &headers).await;
            assert_eq!(page.status, 403, "{marks:?}");
            for setting in SETTINGS {
                page.shows(setting);
            }
            page.hides("reload");
        }
    }
    // A proxy that leaves no mark: the browser says that the form came from where it was sent.
    let headers = [usual[0], usual[1], ("sec-fetch-site", "same-origin")];
    let page = log_in(&world, &headers).await;
    assert_eq!(page.status, 403);
    assert!(page.text.contains(SETTINGS[0]) && !page.text.contains(SETTINGS[1]));
}

#[actix_web::test]
async fn a_proxy_that_is_trusted_is_not_missed() {
    let change = |settings: &mut sendook_web::ApiSettings| {
        let ranges = vec![AddressRange::parse("127.0.0.1/32").unwrap()];
        settings.trusted_proxies = sendook_web::TrustedProxies::new(ranges);
    };
    let world = World::with(Site::anywhere(), change).await;
    let request = TestRequest::post()
        .uri("/login")
        .peer_addr("127.0.0.1:1024".parse().unwrap())
        .set_form([("email", "ada@example.com")])
        .insert_header(("host", "auth.test"))
        .insert_header(("origin", "https://auth.test"))
        .insert_header(("x-forwarded-for", "192.0.2.7"));
    let page = world.send(request).await;
    assert_eq!(page.status, 403);
    assert!(page.text.contains(SETTINGS[0]) && !page.text.contains(SETTINGS[1]));
}

#[actix_web::test]
async fn a_visitor_at_another_address_is_shown_the_public_one() {
    let world = World::at(Site::at("https://auth.example.com")).await;
    let headers = [
        ("host", "127.0.0.1:8006"),
        ("origin", "http://127.0.0.1:8006"),
        ("sec-fetch-site", "same-origin"),
    ];
    let page = log_in(&world, &headers).await;
    assert_eq!(page.status, 403);
    page.shows("https://auth.example.com,");
}

#[actix_web::test]
async fn another_site_is_told_of_no_setting() {
    let world = World::new().await;
    for said in ["cross-site", "same-site", "none"] {
        let headers = [
            ("host", "auth.test"),
            ("origin", "https://elsewhere.test"),
            ("sec-fetch-site", said),
            ("x-forwarded-for", "192.0.2.7"),
        ];
        let page = log_in(&world, &headers).await;
        assert_eq!(page.status, 403, "{said}");
        page.hides("SENDOOK_");
    }
    let headers = [("origin", "null"), ("x-forwarded-for", "192.0.2.7")];
    let page = log_in(&world, &headers).await;
    assert_eq!(page.status, 403);
    page.hides("SENDOOK_");
}
