//! Which browsers' pages may call.

use actix_web::http::header::HeaderName;
use sendook_web::CorsOrigins;

use crate::support::{Answer, Ask, World};

const LISTED: &str = "https://app.example.com";
const OTHER: &str = "https://evil.example.com";
const WANTED: &str = "authorization,content-type";

async fn world(cors: CorsOrigins) -> World {
    World::with(|settings| settings.cors = cors).await
}

fn listed() -> CorsOrigins {
    CorsOrigins::Listed(vec![LISTED.to_owned(), "http://localhost:3000".to_owned()])
}

/// Asks as a page of this origin does before its request.
fn preflight(world: &World, origin: &str, method: &str, headers: &str) -> Ask {
    let ask = world
        .ask("OPTIONS", "/v1/inboxes")
        .header(("origin", origin));
    let ask = ask.header(("access-control-request-method", method));
    ask.header(("access-control-request-headers", headers))
}

fn allowed_origin(answer: &Answer) -> Option<&str> {
    answer.header("access-control-allow-origin")
}

fn credentials(answer: &Answer) -> Option<&str> {
    answer.header("access-control-allow-credentials")
}

fn cors_headers(answer: &Answer) -> Vec<&str> {
    let mut names: Vec<_> = answer.headers.keys().map(HeaderName::as_str).collect();
    names.retain(|name| name.starts_with("access-control"));
    names
}

#[actix_web::test]
async fn by_default_no_answer_has_a_cors_header() {
    let world = world(CorsOrigins::None).await;
    for origin in [LISTED, OTHER, "null"] {
        let plain = world.get("/health").header(("origin", origin)).await;
        plain.json(200);
        for answer in [plain, preflight(&world, origin, "POST", WANTED).await] {
            assert_eq!(cors_headers(&answer), [""; 0]);
        }
    }
}

#[actix_web::test]
async fn a_listed_origin_is_answered_with_credentials() {
    let world = world(listed()).await;
    for origin in [LISTED, "http://localhost:3000"] {
        let answer = world.get("/health").header(("origin", origin)).await;
        answer.json(200);
        assert_eq!(allowed_origin(&answer), Some(origin));
        assert_eq!(credentials(&answer), Some("true"));
        assert!(answer.header("vary").unwrap().contains("Origin"));
        let answer = preflight(&world, origin, "POST", WANTED).await;
        assert_eq!(answer.status, 200);
        assert_eq!(allowed_origin(&answer), Some(origin));
        let methods = answer.header("access-control-allow-methods").unwrap();
        for method in ["GET", "POST", "PATCH", "DELETE"] {
            assert!(methods.contains(method), "{methods}");
        }
        let headers = answer.header("access-control-allow-headers");
        assert_eq!(headers, Some(WANTED));
    }
}

#[actix_web::test]
async fn an_unlisted_origin_is_never_reflected() {
    let world = world(listed()).await;
    for origin in [
        OTHER,
        "null",
        "http://app.example.com",
        "https://app.example.com.evil.com",
        "https://app.example.com:8443",
        "https://APP.example.com",
        "*",
    ] {
        let plain = world.get("/health").header(("origin", origin)).await;
        plain.json(200);
        assert!(plain.header("vary").unwrap().contains("Origin"));
        for answer in [plain, preflight(&world, origin, "POST", WANTED).await] {
            assert_eq!(cors_headers(&answer), [""; 0], "{origin}");
        }
    }
}

#[actix_web::test]
async fn any_origin_goes_without_credentials() {
    let world = world(CorsOrigins::Any).await;
    for origin in [LISTED, OTHER, "null"] {
        let plain = world.get("/health").header(("origin", origin)).await;
        for answer in [plain, preflight(&world, origin, "POST", WANTED).await] {
            assert_eq!((answer.status, allowed_origin(&answer)), (200, Some("*")));
            assert_eq!(credentials(&answer), None);
        }
    }
}

#[actix_web::test]
async fn browsers_can_read_errors_too() {
    let names = "allow idempotent-replay link ratelimit ratelimit-policy retry-after www-authenticate x-request-id";
    for (cors, expected) in [(listed(), LISTED), (CorsOrigins::Any, "*")] {
        let world = world(cors).await;
        for path in ["/v1/inboxes", "/v1/nowhere", "/auth/login", "/v1/a%2Fb"] {
            let answer = world.get(path).header(("origin", LISTED)).await;
            assert!(answer.status >= 400);
            assert_eq!(allowed_origin(&answer), Some(expected), "{path}");
            let exposed = answer.header("access-control-expose-headers").unwrap();
            for name in names.split(' ') {
                assert!(exposed.contains(name), "{exposed}");
            }
        }
    }
}

#[actix_web::test]
async fn an_allowed_origin_may_send_any_header_and_try_any_method() {
    let wanted = "authorization,sentry-trace,baggage";
    for (cors, expected) in [(listed(), LISTED), (CorsOrigins::Any, "*")] {
        let world = world(cors).await;
        for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] {
            let answer = preflight(&world, LISTED, method, wanted).await;
            assert_eq!(answer.status, 200);
            assert_eq!(allowed_origin(&answer), Some(expected));
            // By name: `*` would not stand for `Authorization`.
            assert_eq!(answer.header("access-control-allow-headers"), Some(wanted));
            let methods = answer.header("access-control-allow-methods").unwrap();
            assert!(methods.contains(method), "{methods}");
        }
        let put = world.ask("PUT", "/v1/inboxes");
        let answer = put.header(("origin", LISTED)).await;
        assert_eq!(allowed_origin(&answer), Some(expected));
        answer.error(405, "method_not_allowed");
    }
}

#[actix_web::test]
async fn a_preflight_for_an_unknown_method_lists_those_that_there_are() {
    for (cors, expected) in [(listed(), LISTED), (CorsOrigins::Any, "*")] {
        let world = world(cors).await;
        for method in ["PURGE", "get", "TRACE", "", "G T"] {
            let ask = world
                .ask("OPTIONS", "/v1/inboxes")
                .header(("origin", LISTED));
            let answer = ask.header(("access-control-request-method", method)).await;
            assert_eq!(
                (answer.status, allowed_origin(&answer)),
                (200, Some(expected)),
                "{method}"
            );
            let methods = answer.header("access-control-allow-methods").unwrap();
            let mut methods: Vec<_> = methods.split(", ").collect();
            methods.sort_unstable();
            assert_eq!(methods, ["DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"]);
        }
    }
}

#[actix_web::test]
async fn a_refused_preflight_names_the_setting() {
    for (cors, sentence) in [
        (CorsOrigins::None, "SENDOOK_CORS_ORIGINS is not set"),
        (listed(), "SENDOOK_CORS_ORIGINS does not list the origin"),
    ] {
        let world = world(cors).await;
        let answer = preflight(&world, OTHER, "POST", WANTED).await;
        assert_eq!(allowed_origin(&answer), None);
        assert_eq!(answer.header("vary"), Some("Origin"));
        let error = answer.error(403, "forbidden");
        let told = error["message"].as_str().unwrap();
        assert!(told.contains(sentence), "{told}");
        assert!(!error.to_string().contains("evil"), "{error}");
    }
}

#[actix_web::test]
async fn options_that_is_no_preflight_names_the_methods_and_nothing_about_cors() {
    for cors in [CorsOrigins::None, CorsOrigins::Any, listed()] {
        let answer = world(cors).await.ask("OPTIONS", "/v1/inboxes").await;
        assert_eq!(answer.header("allow"), Some("GET, HEAD, POST"));
        answer.error(405, "method_not_allowed");
    }
    let world = world(CorsOrigins::None).await;
    for (path, status) in [("/v1/inboxes", 405), ("/v1/messages", 404)] {
        let answer = world.ask("OPTIONS", path).header(("origin", LISTED)).await;
        answer.json(status);
        assert_eq!(allowed_origin(&answer), None, "{path}");
    }
}
