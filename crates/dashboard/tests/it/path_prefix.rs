//! The dashboard under a path of its host, behind a proxy that removes that path or leaves it.

use actix_web::test::TestRequest;
use sendook_dashboard::Site;
use sendook_testkit::PASSKEY_ORIGIN;
use sendook_web::PathPrefix;

use crate::support::{Answer, Browser, FORMS, PAGES, PASSWORD, World};

const ORIGIN: &str = "http://example.com";

async fn world(prefix: &str) -> World {
    let prefix = PathPrefix::parse(prefix).unwrap();
    let site = Site::at(ORIGIN).under(&prefix);
    World::with(site, |settings| settings.path_prefix = Some(prefix)).await
}

/// Whether the proxy leaves the prefix, and which one.
type Proxy = (&'static str, bool);

const PROXIES: [Proxy; 4] = [
    ("/auth", true),
    ("/auth", false),
    ("/team/sign-in", true),
    ("/team/sign-in", false),
];

/// What the proxy asks the service for when a browser asks for this.
fn passed_on((prefix, leaves): Proxy, asked: &str) -> String {
    let rest = asked.strip_prefix(prefix);
    let rest = rest.unwrap_or_else(|| panic!("{asked} is not under {prefix}"));
    assert!(rest.starts_with('/'), "{asked}");
    if leaves {
        asked.to_owned()
    } else {
        rest.to_owned()
    }
}

async fn get(browser: &Browser, proxy: Proxy, path: &str) -> Answer {
    browser.get(&passed_on(proxy, path)).await
}

async fn send(browser: &Browser, proxy: Proxy, path: &str, fields: &[(&str, &str)]) -> Answer {
    let request = browser.form(&passed_on(proxy, path), fields);
    browser
        .send(request.insert_header(("origin", ORIGIN)))
        .await
}

/// Every address in a page leads to this service.
#[track_caller]
fn stays_under(prefix: &str, page: &Answer) {
    let mut addresses = 0;
    for mark in ["href=\"", "src=\"", "action=\"", "data-replace-address=\""] {
        for place in page.text.split(mark).skip(1) {
            let address = place.split('"').next().unwrap();
            // Where passkeys work may be another address of the service, under the same prefix.
            let address = address.strip_prefix(PASSKEY_ORIGIN).unwrap_or(address);
            let own = address
                .strip_prefix(prefix)
                .is_some_and(|rest| rest.starts_with('/'));
            assert!(own || address.starts_with('#'), "{mark}{address}");
            addresses += 1;
        }
    }
    if page.status == 303 {
        assert!(page.location().starts_with(&format!("{prefix}/")));
    } else {
        assert!(addresses >= 4, "{}", page.text);
    }
    for cookie in page.cookies() {
        assert!(cookie.contains(&format!("Path={prefix};")), "{cookie}");
    }
}

async fn sign_up(browser: &Browser, proxy: Proxy) -> Answer {
    let (prefix, _) = proxy;
    let form = get(browser, proxy, &format!("{prefix}/signup")).await;
    stays_under(prefix, &form);
    let token = form.form_token();
    let fields = [
        ("email", "ada@example.com"),
        ("password", PASSWORD),
        ("first_name", "Ada"),
        ("form_token", &token),
    ];
    let action = form.between("method=\"post\" action=\"", "\"").to_owned();
    send(browser, proxy, &action, &fields).await
}

/// A path with the ids of things of this person.
async fn own_path(browser: &Browser, proxy: Proxy, path: &str) -> String {
    let mut path = path.to_owned();
    for (thing, list) in [
        ("key", "/api-keys"),
        ("inbox", "/inboxes"),
        ("session", "/sessions"),
        ("user", "/members"),
    ] {
        let page = get(browser, proxy, &format!("{}{list}", proxy.0)).await;
        let id = page.between(&format!("{list}/{thing}_"), "\"");
        let id = id.split('/').next().unwrap();
        path = path.replace(&format!("{{{thing}}}"), &format!("{thing}_{id}"));
    }
    path
}

#[actix_web::test]
async fn a_person_signs_up_looks_around_logs_out_and_in() {
    for proxy in PROXIES {
        let (prefix, _) = proxy;
        let ada = world(prefix).await.browser();
        let front = get(&ada, proxy, &format!("{prefix}/")).await;
        stays_under(prefix, &front);
        assert_eq!(front.location(), format!("{prefix}/login"));
        let welcome = sign_up(&ada, proxy).await;
        assert_eq!(welcome.status, 201, "{proxy:?} {}", welcome.text);
        stays_under(prefix, &welcome);
        welcome.shows(&format!("curl {ORIGIN}{prefix}/v1/whoami"));
        for path in PAGES {
            let path = own_path(&ada, proxy, path).await;
            let page = get(&ada, proxy, &format!("{prefix}{path}")).await;
            assert_eq!(page.status, 200, "{proxy:?} {path} {}", page.text);
            stays_under(prefix, &page);
        }
        let settings = get(&ada, proxy, &format!("{prefix}/settings")).await;
        for mark in [
            "rel=\"icon\" href=\"",
            "rel=\"stylesheet\" href=\"",
            "script src=\"",
        ] {
            let file = get(&ada, proxy, settings.between(mark, "\"")).await;
            assert_eq!(file.status, 200, "{proxy:?} {mark}");
            let caching = file.header("cache-control").unwrap();
            assert!(caching.contains("immutable"), "{proxy:?} {mark} {caching}");
        }
        let token = settings.form_token();
        let fields = [("form_token", token.as_str())];
        let out = send(&ada, proxy, &format!("{prefix}/logout"), &fields).await;
        assert_eq!(out.location(), format!("{prefix}/login?notice=logged-out"));
        let asked = get(&ada, proxy, &format!("{prefix}/sessions")).await;
        assert_eq!(asked.location(), format!("{prefix}/login?next=/sessions"));
        let form = get(&ada, proxy, asked.location()).await;
        let token = form.form_token();
        let fields = [
            ("email", "ada@example.com"),
            ("password", PASSWORD),
            ("next", form.between("name=\"next\" value=\"", "\"")),
            ("form_token", &token),
        ];
        let page = send(&ada, proxy, &format!("{prefix}/login"), &fields).await;
        assert_eq!(page.location(), format!("{prefix}/sessions"));
        assert_eq!(get(&ada, proxy, page.location()).await.status, 200);
    }
}

#[actix_web::test]
async fn every_form_works_under_the_prefix() {
    for proxy in PROXIES {
        let (prefix, _) = proxy;
        for form in FORMS {
            let world = world(prefix).await;
            let ada = world.browser();
            sign_up(&ada, proxy).await;
            let stranger = world.browser();
            let (browser, page) = form.sender(&ada, &stranger);
            let path = own_path(&ada, proxy, form.path).await;
            let token = get(browser, proxy, &format!("{prefix}{page}"))
                .await
                .form_token();
            let mut fields = form.fields.to_vec();
            fields.push(("form_token", &token));
            let page = send(browser, proxy, &format!("{prefix}{path}"), &fields).await;
            assert_eq!(page.status, form.status, "{proxy:?} {path} {}", page.text);
            stays_under(prefix, &page);
        }
    }
}

#[actix_web::test]
async fn paths_that_are_pages_and_routes_go_by_what_is_sent() {
    let world = world("/auth").await;
    let ada = world.browser();
    sign_up(&ada, ("/auth", true)).await;
    let json = r#"{"email": "ada@example.com", "password": "correct horse battery staple"}"#;
    // Of the API, behind a proxy that leaves the prefix, and behind one that removes it.
    let mut token = String::new();
    for path in ["/auth/auth/login", "/auth/login"] {
        let request = TestRequest::post().uri(path).set_payload(json);
        let answer = world
            .send(request.insert_header(("content-type", "application/json")))
            .await;
        assert_eq!(answer.status, 200, "{path} {}", answer.text);
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        token = format!("bEARER {}", answer.between("\"token\":\"", "\""));
    }
    for path in [
        "/auth/auth/sessions",
        "/auth/sessions",
        "/auth/auth/user",
        "/auth/user",
    ] {
        let request = TestRequest::with_uri(path).insert_header(("authorization", token.as_str()));
        let answer = world.send(request).await;
        assert_eq!(answer.status, 200, "{path} {}", answer.text);
        assert_eq!(
            answer.header("content-type"),
            Some("application/json; charset=utf-8")
        );
    }
    // Pages, also where the proxy itself asks for a password.
    for path in ["/auth/login", "/login", "/auth/sessions", "/sessions"] {
        for basic in [None, Some(("authorization", "Basic eDp5"))] {
            let mut request = TestRequest::with_uri(path);
            request = basic.into_iter().fold(request, TestRequest::insert_header);
            let page = world.send(request).await;
            assert!([200, 303].contains(&page.status), "{path} {}", page.text);
        }
    }
    let request = TestRequest::post()
        .uri("/auth/logout")
        .insert_header(("authorization", token.as_str()));
    assert_eq!(world.send(request).await.status, 200);
}
