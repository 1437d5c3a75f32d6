//! No other site can make a person's browser send a form, and no form is without that protection.

use crate::support::{Browser, FORMS, World};

/// What a request says about where it comes from.
type Said = &'static [(&'static str, &'static str)];

const OURS: Said = &[
    ("origin", "http://dashboard.test"),
    ("sec-fetch-site", "same-origin"),
];

/// Sends a form with this token, and makes sure that it changed nothing.
async fn refused(
    browser: &Browser,
    world: &World,
    path: &str,
    fields: &[(&str, &str)],
    token: Option<&str>,
    said: Said,
) {
    let mut fields = fields.to_vec();
    fields.extend(token.map(|token| ("form_token", token)));
    let before = world.store.audit_events();
    let mut request = browser.form(path, &fields);
    for pair in said {
        request = request.append_header(*pair);
    }
    let page = world.send(request).await;
    assert_eq!(page.status, 403, "{path} {said:?} {}", page.text);
    page.shows("reload the page");
    assert_eq!(page.cookies(), [""; 0], "{path}");
    assert_eq!(world.store.audit_events(), before, "{path}");
}

#[actix_web::test]
async fn every_form_refuses_what_another_site_sends() {
    let (world, ada) = World::with_ada().await;
    let stranger = world.browser();
    for (path, fields, needs_session, _) in FORMS {
        let (browser, page) = if needs_session {
            (&ada, "/settings")
        } else {
            (&stranger, path)
        };
        let token = browser.get(page).await.form_token();
        let path = ada.path(path).await;
        let said: [Said; 8] = [
            &[
                ("origin", "https://elsewhere.test"),
                ("sec-fetch-site", "cross-site"),
            ],
            &[
                ("origin", "http://dashboard.test"),
                ("sec-fetch-site", "cross-site"),
            ],
            &[
                ("origin", "http://dashboard.test"),
                ("sec-fetch-site", "same-site"),
            ],
            &[("sec-fetch-site", "none")],
            &[("origin", "https://elsewhere.test")],
            &[("origin", "null")],
            &[("origin", "http://dashboard.test.elsewhere.test")],
            &[
                ("origin", "http://dashboard.test"),
                ("origin", "https://elsewhere.test"),
            ],
        ];
        // The right token does not help: that is what each of these tries alone.
        for said in said {
            refused(browser, &world, &path, fields, Some(&token), said).await;
        }
    }
}

/// Sends a form with a token that is not its own, and makes sure that it changed nothing. Gives where it leads.
async fn outdated(
    browser: &Browser,
    world: &World,
    path: &str,
    fields: &[(&str, &str)],
    token: Option<&str>,
    said: Said,
) -> String {
    let mut fields = fields.to_vec();
    fields.extend(token.map(|token| ("form_token", token)));
    let before = world.store.audit_events();
    let mut request = browser.form(path, &fields);
    for pair in said {
        request = request.append_header(*pair);
    }
    let page = world.send(request).await;
    assert_eq!(page.cookies(), [""; 0], "{path}");
    assert_eq!(world.store.audit_events(), before, "{path}");
    page.location().to_owned()
}

#[actix_web::test]
async fn every_form_of_a_session_needs_the_token_of_that_session() {
    let (world, ada) = World::with_ada().await;
    let eve = world.signed_up("eve@example.com").await;
    let foreign = eve.get("/settings").await.form_token();
    let before_login = world.browser().get("/login").await.form_token();
    let wrong = [
        None,
        Some(""),
        Some("00"),
        Some("zz"),
        Some(foreign.as_str()),
        Some(before_login.as_str()),
    ];
    // Logging out alone is obeyed without it: `left_open.rs`.
    let of_sessions = FORMS.iter().filter(|form| form.2 && form.0 != "/logout");
    for (path, fields, ..) in of_sessions {
        let path = ada.path(path).await;
        for token in wrong {
            for said in [OURS, &[]] {
                let location = outdated(&ada, &world, &path, fields, token, said).await;
                let page = ada.get(&location).await;
                page.shows("out of date, so nothing was changed");
            }
        }
    }
}

#[actix_web::test]
async fn a_form_of_a_stranger_needs_its_token_where_the_browser_says_nothing() {
    let world = World::new().await;
    world.signed_up("ada@example.com").await;
    let eve = world.browser();
    let foreign = eve.get("/login").await.form_token();
    for (path, fields, ..) in FORMS.iter().filter(|form| !form.2) {
        let stranger = world.browser();
        stranger.get(path).await;
        for token in [None, Some(""), Some("00"), Some(foreign.as_str())] {
            let mut sent = fields.to_vec();
            sent.extend(token.map(|token| ("form_token", token)));
            let before = world.store.audit_events();
            let page = world.send(stranger.form(path, &sent)).await;
            assert_eq!(page.status, 409, "{path} {}", page.text);
            assert_eq!(page.cookies(), [""; 0], "{path}");
            assert_eq!(world.store.audit_events(), before, "{path}");
            assert!(!page.text.contains(crate::support::PASSWORD), "{path}");
            // What was typed is still there, with a token that is good.
            let email = fields.iter().find(|(name, _)| *name == "email").unwrap().1;
            page.shows(email);
        }
    }
}

#[actix_web::test]
async fn a_planted_cookie_does_not_make_a_token() {
    let (world, ada) = World::with_ada().await;
    let eve = world.browser();
    let token = eve.get("/login").await.form_token();
    let planted = eve.cookies.borrow()["sendook_form_80"].clone();
    ada.cookies
        .borrow_mut()
        .insert("sendook_form_80".to_owned(), planted);
    let fields = [("first_name", "Eve")];
    let path = "/settings/profile";
    let location = outdated(&ada, &world, path, &fields, Some(&token), OURS).await;
    assert_eq!(location, "/settings?notice=form-outdated");
}

#[actix_web::test]
async fn every_form_works_from_our_own_page_also_in_an_old_browser() {
    for said in [OURS, &[], &[("origin", "http://dashboard.test")]] {
        for (path, fields, needs_session, status) in FORMS {
            let (world, ada) = World::with_ada().await;
            let stranger = world.browser();
            let (browser, page) = if needs_session {
                (&ada, "/settings")
            } else {
                (&stranger, path)
            };
            let token = browser.get(page).await.form_token();
            let mut fields = fields.to_vec();
            fields.push(("form_token", &token));
            let path = ada.path(path).await;
            let mut request = browser.form(&path, &fields);
            for pair in said {
                request = request.append_header(*pair);
            }
            let page = world.send(request).await;
            assert_eq!(page.status, status, "{path} {}", page.text);
            page.hides("reload the page");
        }
    }
}

#[test]
fn no_form_is_missing_in_the_table() {
    let source = include_str!("../../src/routes.rs");
    let mut routes: Vec<&str> = source
        .lines()
        .filter(|line| line.contains(".post("))
        .map(|line| line.split('"').nth(1).unwrap())
        .collect();
    let forms = FORMS.map(|(path, ..)| {
        path.replace("{key}", "{id}")
            .replace("{inbox}", "{id}")
            .replace("{session}", "{id}")
    });
    let mut forms: Vec<&str> = forms.iter().map(String::as_str).collect();
    routes.sort_unstable();
    forms.sort_unstable();
    assert_eq!(routes, forms);
}
