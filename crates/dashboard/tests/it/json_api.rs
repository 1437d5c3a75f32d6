//! The JSON API is as it was: no cookie opens it, and its errors keep their shape beside the pages.

use actix_web::http::Method;

use crate::support::World;

#[actix_web::test]
async fn a_cookie_never_opens_the_api() {
    let (_, ada) = World::with_ada().await;
    let organization = ada.organization_id().await;
    for (method, path) in [
        (Method::GET, "/auth/user".to_owned()),
        (Method::POST, "/auth/logout".to_owned()),
        (Method::GET, "/auth/sessions".to_owned()),
        (Method::GET, "/organizations".to_owned()),
        (
            Method::GET,
            format!("/organizations/{organization}/api_keys"),
        ),
        (
            Method::POST,
            format!("/organizations/{organization}/api_keys"),
        ),
        (Method::GET, "/v1/whoami".to_owned()),
    ] {
        let answer = ada.send(ada.request(method, &path)).await;
        assert_eq!(answer.status, 401, "{path}");
        assert_eq!(
            answer.between("\"code\":\"", "\""),
            "missing_credentials",
            "{path}"
        );
        assert!(answer.cookies().is_empty(), "{path}");
    }
}

#[actix_web::test]
async fn a_token_in_a_header_opens_no_page() {
    let (world, ada) = World::with_ada().await;
    let token = ada.cookies.borrow()["sendook_session_80"].clone();
    let request = world.browser().request(Method::GET, "/settings");
    let page = world
        .send(request.insert_header(("authorization", format!("Bearer {token}"))))
        .await;
    assert_eq!(page.location(), "/login?next=/settings");
}

#[actix_web::test]
async fn a_key_or_a_refresh_token_in_the_cookie_opens_no_page() {
    let (world, ada) = World::with_ada().await;
    let (_, key) = ada.generate("New").await;
    let refresh = ada.cookies.borrow()["sendook_refresh_80"].clone();
    for credential in [key, refresh, "junk".to_owned(), "a b,c".to_owned()] {
        let stranger = world.browser();
        stranger.plant("sendook_session_80", &credential);
        assert_eq!(stranger.get("/settings").await.status, 303);
    }
}

#[actix_web::test]
async fn unknown_paths_and_methods_are_json_as_before() {
    let browser = World::new().await.browser();
    #[rustfmt::skip] // A table is read by its columns.
    let cases = [
        (Method::GET,    "/nowhere",            "*/*",              404, "not_found"),
        (Method::GET,    "/nowhere",            "application/json", 404, "not_found"),
        (Method::GET,    "/v1/nowhere",         "text/html",        404, "not_found"),
        (Method::GET,    "/auth/nowhere",       "text/html",        404, "not_found"),
        (Method::GET,    "/health/nowhere",     "text/html",        404, "not_found"),
        (Method::GET,    "/v1%2Finboxes",       "*/*",              404, "not_found"),
        (Method::GET,    "/settings/",          "*/*",              404, "not_found"),
        (Method::GET,    "//settings",          "*/*",              404, "not_found"),
        (Method::GET,    "/assets/nothing.css", "text/html",        404, "not_found"),
        (Method::PUT,    "/v1/inboxes",         "*/*",              405, "method_not_allowed"),
        (Method::DELETE, "/login",              "*/*",              405, "method_not_allowed"),
    ];
    for (method, path, accept, status, code) in cases {
        let request = browser.request(method.clone(), path);
        let answer = browser
            .send(request.insert_header(("accept", accept)))
            .await;
        assert_eq!(answer.status, status, "{method} {path} {}", answer.text);
        assert_eq!(
            answer.header("content-type"),
            Some("application/json; charset=utf-8"),
            "{path}"
        );
        assert_eq!(answer.between("\"code\":\"", "\""), code, "{path}");
        let csp = answer.header("content-security-policy");
        assert_eq!(
            csp,
            Some("default-src 'none'; frame-ancestors 'none'"),
            "{path}"
        );
        assert!(answer.cookies().is_empty(), "{path}");
    }
}

#[actix_web::test]
async fn an_unknown_path_in_a_browser_is_a_page() {
    let browser = World::new().await.browser();
    let request = browser.request(Method::GET, "/nowhere");
    let page = browser
        .send(request.insert_header(("accept", "text/html,*/*;q=0.8")))
        .await;
    assert_eq!(page.status, 404);
    page.shows("<h1>Nothing here</h1>");
}
