//! No other site can make a person's browser send a form, and no form is without that protection.

use actix_web::test::TestRequest;

use crate::support::{Answer, Browser, FORMS, PASSWORD, World};

const ORIGIN: &str = "http://dashboard.test";
const ELSEWHERE: &str = "https://elsewhere.test";

/// What a request says about where it comes from.
type Said = &'static [(&'static str, &'static str)];

const OURS: Said = &[("origin", ORIGIN), ("sec-fetch-site", "same-origin")];

/// Sends a form with this token, which sets no cookie and changes nothing.
async fn unheard(
    browser: &Browser,
    world: &World,
    path: &str,
    fields: &[(&str, &str)],
    token: Option<&str>,
    said: Said,
) -> Answer {
    let mut fields = fields.to_vec();
    fields.extend(token.map(|token| ("form_token", token)));
    let before = world.store.audit_events();
    let page = world.send(saying(browser.form(path, &fields), said)).await;
    assert_eq!(page.cookies(), [""; 0], "{path}");
    assert_eq!(world.store.audit_events(), before, "{path}");
    page
}

fn saying(request: TestRequest, said: Said) -> TestRequest {
    said.iter()
        .fold(request, |request, pair| request.append_header(*pair))
}

#[actix_web::test]
async fn every_form_refuses_what_another_site_sends() {
    #[rustfmt::skip] // A table is read by its columns.
    let others: [Said; 8] = [
        &[("origin", ELSEWHERE), ("sec-fetch-site", "cross-site")],
        &[("origin", ORIGIN), ("sec-fetch-site", "cross-site")],
        &[("origin", ORIGIN), ("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "none")],
        &[("origin", ELSEWHERE)],
        &[("origin", "null")],
        &[("origin", "http://dashboard.test.elsewhere.test")],
        &[("origin", ORIGIN), ("origin", ELSEWHERE)],
    ];
    let (world, ada) = World::with_ada().await;
    let stranger = world.browser();
    for form in FORMS {
        let (browser, page) = form.sender(&ada, &stranger);
        let token = browser.get(page).await.form_token();
        let path = ada.path(form.path).await;
        // The right token does not help: that is what each of these tries alone.
        for said in others {
            let page = unheard(browser, &world, &path, form.fields, Some(&token), said).await;
            assert_eq!(page.status, 403, "{path} {said:?} {}", page.text);
            page.shows("reload the page");
        }
    }
}

#[actix_web::test]
async fn every_form_of_a_session_needs_the_token_of_that_session() {
    let (world, ada) = World::with_ada().await;
    let eve = world.signed_up("eve@example.com").await;
    let foreign = eve.get("/settings").await.form_token();
    let before_login = world.browser().get("/login").await.form_token();
    let wrong = ["", "00", "zz", &foreign, &before_login];
    // Logging out alone is obeyed without it: `outdated_forms.rs`.
    let of_sessions = FORMS
        .iter()
        .filter(|form| form.needs_session && form.path != "/logout");
    for form in of_sessions {
        let path = ada.path(form.path).await;
        for token in wrong.into_iter().map(Some).chain([None]) {
            for said in [OURS, &[]] {
                let sent = unheard(&ada, &world, &path, form.fields, token, said).await;
                let page = ada.get(sent.location()).await;
                page.shows("out of date, so nothing was changed");
            }
        }
    }
}

#[actix_web::test]
async fn a_form_of_a_stranger_needs_its_token_where_the_browser_says_nothing() {
    let (world, _) = World::with_ada().await;
    let foreign = world.browser().get("/login").await.form_token();
    // Without mail there is nothing to show again: `pages/forgot_password.rs` has it with mail.
    let of_strangers = FORMS
        .iter()
        .filter(|form| !form.needs_session && form.path != "/forgot-password");
    for form in of_strangers {
        let stranger = world.browser();
        let (_, page) = form.sender(&stranger, &stranger);
        stranger.get(page).await;
        for token in [None, Some(""), Some("00"), Some(foreign.as_str())] {
            let page = unheard(&stranger, &world, form.path, form.fields, token, &[]).await;
            assert_eq!(page.status, 409, "{form:?} {}", page.text);
            page.hides(PASSWORD);
            // What was typed is still there, with a token that is good.
            let mut typed = form.fields.iter();
            let typed =
                typed.find(|(name, _)| ["email", "token", "mfa_token", "next"].contains(name));
            page.shows(typed.unwrap().1);
        }
    }
}

#[actix_web::test]
async fn a_planted_cookie_does_not_make_a_token() {
    let (world, ada) = World::with_ada().await;
    let eve = world.browser();
    let token = eve.get("/login").await.form_token();
    ada.plant("sendook_form_80", &eve.cookies.borrow()["sendook_form_80"]);
    let fields = [("first_name", "Eve")];
    let page = unheard(
        &ada,
        &world,
        "/settings/profile",
        &fields,
        Some(&token),
        OURS,
    )
    .await;
    assert_eq!(page.location(), "/settings?notice=form-outdated");
}

#[actix_web::test]
async fn every_form_works_from_our_own_page_also_in_an_old_browser() {
    for said in [OURS, &[], &[("origin", ORIGIN)]] {
        for form in FORMS {
            let (world, ada) = World::with_ada().await;
            let stranger = world.browser();
            let (browser, page) = form.sender(&ada, &stranger);
            let token = browser.get(page).await.form_token();
            let mut fields = form.fields.to_vec();
            fields.push(("form_token", &token));
            let path = ada.path(form.path).await;
            let page = world.send(saying(browser.form(&path, &fields), said)).await;
            assert_eq!(page.status, form.status, "{path} {}", page.text);
            page.hides("reload the page");
        }
    }
}

#[test]
fn no_form_is_missing_in_the_table() {
    let source = include_str!("../../src/routes.rs");
    let posts = source.lines().filter(|line| line.contains(".post("));
    let mut routes: Vec<_> = posts
        .map(|line| line.split('"').nth(1).unwrap().to_owned())
        .collect();
    let id = |path: &str, name: &str| path.replace(name, "{id}");
    let things = [
        "{key}",
        "{inbox}",
        "{session}",
        "{user}",
        "{invitation}",
        "{factor}",
    ];
    let mut forms = FORMS.map(|form| {
        things
            .iter()
            .fold(form.path.to_owned(), |path, thing| id(&path, thing))
    });
    routes.sort_unstable();
    forms.sort_unstable();
    assert_eq!(routes, forms);
}
