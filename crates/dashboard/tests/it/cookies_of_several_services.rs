//! Several services on one host name share a browser's cookies, and leave those of the others alone.

use std::collections::BTreeMap;

use actix_web::http::Method;
use actix_web::test::TestRequest;
use sendook_dashboard::Site;
use sendook_web::PathPrefix;

use crate::support::{Answer, SIGN_UP, World};

/// The cookies of one host name: a browser sends them to all of its ports.
#[derive(Default)]
struct Jar(BTreeMap<String, String>);

impl Jar {
    async fn send(&mut self, world: &World, request: TestRequest, host: &str) -> Answer {
        let cookies: Vec<_> = self
            .0
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let request = request
            .insert_header(("host", host))
            .insert_header(("cookie", cookies.join("; ")));
        let page = world.send(request).await;
        for cookie in page.cookies() {
            let (name, rest) = cookie.split_once('=').unwrap();
            if rest.contains("Max-Age=0") {
                self.0.remove(name);
            } else {
                let value = rest.split(';').next().unwrap();
                self.0.insert(name.to_owned(), value.to_owned());
            }
        }
        page
    }

    async fn get(&mut self, world: &World, host: &str, path: &str) -> Answer {
        self.send(world, TestRequest::with_uri(path), host).await
    }

    async fn submit(
        &mut self,
        world: &World,
        (host, path): (&str, &str),
        page: &str,
        fields: &[(&str, &str)],
    ) -> Answer {
        let token = self.get(world, host, page).await.form_token();
        let mut fields = fields.to_vec();
        fields.push(("form_token", &token));
        let request = TestRequest::with_uri(path).method(Method::POST);
        self.send(world, request.set_form(fields), host).await
    }

    async fn sign_up(&mut self, world: &World, host: &str) {
        let page = self
            .submit(world, (host, "/signup"), "/signup", &SIGN_UP)
            .await;
        assert_eq!(page.status, 201, "{}", page.text);
    }
}

#[actix_web::test]
async fn two_ports_of_one_host_do_not_touch_each_others_cookies() {
    let (one, other) = (World::new().await, World::new().await);
    let hosts = ["auth.test:18140", "auth.test:18141"];
    let mut jar = Jar::default();
    for (world, host) in [&one, &other].into_iter().zip(hosts) {
        jar.sign_up(world, host).await;
    }
    assert_eq!(jar.0.len(), 6, "{:?}", jar.0.keys());
    for (world, host) in [&one, &other].into_iter().zip(hosts) {
        assert_eq!(jar.get(world, host, "/settings").await.status, 200);
    }
    // Renewing, and logging out, are the one's own business.
    let kept = jar.0.clone();
    one.clock.advance(chrono::Duration::hours(25));
    assert_eq!(jar.get(&one, hosts[0], "/settings").await.status, 200);
    let page = jar
        .submit(&one, (hosts[0], "/logout"), "/settings", &[])
        .await;
    assert_eq!(page.location(), "/login?notice=logged-out");
    for (name, value) in &kept {
        if name.ends_with("_18141") {
            assert_eq!(jar.0.get(name), Some(value));
        }
    }
    assert_eq!(jar.get(&other, hosts[1], "/settings").await.status, 200);
}

#[actix_web::test]
async fn the_name_tells_the_instance() {
    let prefix = |path: &str| PathPrefix::parse(path).unwrap();
    let at = |origin: &str| Site::at(origin);
    let secret_host = "auth.example.com:8443";
    #[rustfmt::skip] // A table is read by its columns.
    let cases = [
        (Site::anywhere(),                                  "127.0.0.1:8006", "sendook_form_8006",                          "/"),
        (Site::anywhere(),                                  "localhost",      "sendook_form_80",                            "/"),
        (Site::anywhere(),                                  "localhost:80",   "sendook_form_80",                            "/"),
        (Site::anywhere(),                                  "[::1]:8006",     "sendook_form_8006",                          "/"),
        (Site::anywhere(),                                  "a b",            "sendook_form_80",                            "/"),
        (at("https://auth.example.com"),                    "x:1",            "__Host-sendook_form_auth.example.com_443",   "/"),
        (at("https://auth.example.com:8443"),               secret_host,      "__Host-sendook_form_auth.example.com_8443",  "/"),
        (at("http://[::1]:8006"),                           "x",              "sendook_form_---1-_8006",                    "/"),
        (at("https://example.com").under(&prefix("/auth")), "x",              "__Secure-sendook_form_example.com_443~auth", "/auth"),
        (at("http://example.com").under(&prefix("/a/b")),   "x",              "sendook_form_example.com_80~a~b",            "/a/b"),
    ];
    for (site, host, name, path) in cases {
        let world = World::at(site).await;
        let page = Jar::default().get(&world, host, "/login").await;
        let cookies = page.cookies();
        assert!(cookies[0].starts_with(&format!("{name}=")), "{cookies:?}");
        assert!(
            cookies[0].contains(&format!("; Path={path};")),
            "{cookies:?}"
        );
        assert_eq!(
            cookies[0].contains("; Secure"),
            name.starts_with("__"),
            "{cookies:?}"
        );
    }
}
