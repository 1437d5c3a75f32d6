//! The crate as a guard in a third-party application, without [`sendook_web::app`] and its envelope.

use actix_web::dev::ServiceResponse;
use actix_web::http::header::{HeaderMap, HeaderValue};
use actix_web::middleware::from_fn;
use actix_web::test::{TestRequest, init_service, read_body_json, try_call_service};
use actix_web::{App, Error, HttpResponse, Scope, web};
use sendook_domain::authentication::{ApiKeyPrincipal, UserPrincipal};
use sendook_domain::values::EmailDomain;
use sendook_testkit::{TestWorld, test_ports};
use sendook_web::{Auth, Door, Lookups, require};
use serde_json::Value;

use super::guard_example;
use crate::support::{Account, World, api_on};

/// Registers a person, and returns the ports of the store that holds the account.
async fn account() -> (TestWorld, Account) {
    let test = test_ports();
    let account = World::on(test.other_server(), |_| ())
        .await
        .register()
        .await;
    (test, account)
}

fn door(test: &TestWorld, lookups: Lookups) -> web::Data<Door<ApiKeyPrincipal>> {
    let api = api_on(test, |settings| settings.lookups = lookups);
    api.key_door.clone()
}

async fn who(Auth(holder): Auth<ApiKeyPrincipal>) -> String {
    holder.organization_id().to_string()
}

fn guarded() -> Scope {
    let inside = web::get().to(HttpResponse::NoContent);
    web::scope("/guarded")
        .route("/who", web::get().to(who))
        .route("/in", inside)
}

/// The status, the headers and the body of `GET path`, with the error turned into an answer as a server does.
macro_rules! get {
    ($app:expr, $path:expr, $credential:expr) => {{
        let request = TestRequest::get().uri($path);
        let request = request.insert_header(("authorization", format!("Bearer {}", $credential)));
        let answer: Result<ServiceResponse<_>, Error> =
            try_call_service(&$app, request.to_request()).await;
        answer.unwrap().map_into_boxed_body()
    }};
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get(name)
        .map(HeaderValue::to_str)
        .map(Result::unwrap)
}

#[actix_web::test]
async fn an_extractor_lets_holders_in_and_no_one_else() {
    for lookups in [Lookups::Inline, Lookups::Blocking] {
        let (test, account) = account().await;
        let app = App::new()
            .app_data(door(&test, lookups))
            .route("/who", web::get().to(who));
        let app = init_service(app).await;
        let answer = get!(app, "/who", account.key);
        assert_eq!(answer.status(), 200);
        let body = actix_web::test::read_body(answer).await;
        assert_eq!(body, account.organization_id.as_bytes());

        let refused = get!(app, "/who", account.token);
        assert_eq!(refused.status(), 401);
        let challenge = text(refused.headers(), "www-authenticate")
            .unwrap()
            .to_owned();
        assert!(challenge.starts_with(r#"Bearer realm="sendook", error="invalid_token""#));
        let body: Value = read_body_json(refused).await;
        assert_eq!(body["code"], "wrong_credential_type");
        assert_eq!(body["error"], body["message"]);
        assert_eq!(body.get("requestId"), None);
    }
}

#[actix_web::test]
async fn a_guard_closes_a_whole_scope() {
    for lookups in [Lookups::Inline, Lookups::Blocking] {
        let (test, account) = account().await;
        let app = App::new()
            .app_data(door(&test, lookups))
            .service(guarded().wrap(from_fn(require::<ApiKeyPrincipal>)))
            .route("/open", web::get().to(HttpResponse::NoContent));
        let app = init_service(app).await;
        assert_eq!(get!(app, "/guarded/in", account.key).status(), 204);
        let before = test.store.calls();
        assert_eq!(get!(app, "/guarded/who", account.key).status(), 200);
        assert_eq!(
            test.store.calls(),
            before + 1,
            "the handler need not ask again"
        );
        for path in ["/guarded/in", "/guarded/who", "/guarded/nowhere"] {
            let refused = get!(app, path, "junk");
            assert_eq!(refused.status(), 401);
            let body: Value = read_body_json(refused).await;
            assert_eq!(body["code"], "invalid_token");
        }
        assert_eq!(get!(app, "/open", "junk").status(), 204);
    }
}

#[actix_web::test]
async fn a_store_that_is_away_lets_nobody_in() {
    let (test, account) = account().await;
    let app = App::new()
        .app_data(door(&test, Lookups::Inline))
        .service(guarded().wrap(from_fn(require::<ApiKeyPrincipal>)));
    let app = init_service(app).await;
    test.store.set_away(true);
    let refused = get!(app, "/guarded/in", account.key);
    assert_eq!(refused.status(), 503);
    assert_eq!(text(refused.headers(), "retry-after"), Some("1"));
    let body: Value = read_body_json(refused).await;
    assert_eq!(body["code"], "unavailable");
}

#[actix_web::test]
async fn a_missing_door_lets_nobody_in() {
    let (test, account) = account().await;
    let app = App::new()
        .app_data(door(&test, Lookups::Inline))
        .service(guarded().wrap(from_fn(require::<UserPrincipal>)))
        .route(
            "/user",
            web::get().to(|_: Auth<UserPrincipal>| async { "in" }),
        );
    let app = init_service(app).await;
    for path in ["/guarded/in", "/user"] {
        for credential in [&account.key, &account.token] {
            let refused = get!(app, path, credential);
            assert_eq!(refused.status(), 500);
            let body: Value = read_body_json(refused).await;
            assert_eq!(body["code"], "internal_error");
            assert!(!body.to_string().contains("Door"), "{body}");
        }
    }
}

#[actix_web::test]
async fn the_example_of_the_docs_guards_its_routes() {
    let page = include_str!("../../../../../docs/protecting-a-service.md");
    let example = include_str!("guard_example.rs");
    assert!(
        page.contains(&format!("```rust\n{example}```")),
        "docs/protecting-a-service.md must show guard_example.rs as it is"
    );

    let (test, account) = account().await;
    let email_domain = EmailDomain::parse("sendook.com").unwrap();
    let door = guard_example::door(test.ports, email_domain);
    let app = App::new().configure(|config| guard_example::configure(config, door));
    let app = init_service(app).await;
    let answer = get!(app, "/reports/mine", account.key);
    assert_eq!(answer.status(), 200);
    let body = actix_web::test::read_body(answer).await;
    let expected = format!("the reports of {}", account.organization_id);
    assert_eq!(body, expected.as_bytes());
    for refused in [account.token.as_str(), "junk"] {
        assert_eq!(get!(app, "/reports/mine", refused).status(), 401);
    }
}
