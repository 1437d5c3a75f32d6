//! Which browsers' pages may call.

use actix_web::http::header::HeaderName;
use sendook_web::CorsOrigins;

use crate::support::{Answer, World};

const LISTED: &str = "https://app.example.com";
const OTHER: &str = "https://evil.example.com";

async fn world(cors: CorsOrigins) -> World {
    World::with(|settings| settings.cors = cors).await
}

fn listed() -> CorsOrigins {
    CorsOrigins::Listed(vec![LISTED.to_owned(), "http://localhost:3000".to_owned()])
}

async fn preflight(world: &World, origin: &str) -> Answer {
    let ask = world
        .ask("OPTIONS", "/v1/inboxes")
        .header(("origin", origin));
    let ask = ask.header(("access-control-request-method", "POST"));
    ask.header((
        "access-control-request-headers",
        "authorization,content-type",
    ))
    .await
}

fn allowed_origin(answer: &Answer) -> Option<&str> {
    answer.header("access-control-allow-origin")
}

fn credentials(answer: &Answer) -> Option<&str> {
    answer.header("access-control-allow-credentials")
}

#[actix_web::test]
async fn by_default_no_answer_has_a_cors_header() {
    let world = world(CorsOrigins::None).await;
    for origin in [LISTED, OTHER, "null"] {
        let plain = world.get("/health").header(("origin", origin)).await;
        plain.json(200);
        for answer in [plain, preflight(&world, origin).await] {
            let names = answer.headers.keys().map(HeaderName::as_str);
            let cors: Vec<_> = names
                .filter(|name| name.starts_with("access-control"))
                .collect();
            assert!(cors.is_empty(), "{cors:?}");
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
        let answer = preflight(&world, origin).await;
        assert_eq!(
            (answer.status, allowed_origin(&answer)),
            (200, Some(origin))
        );
        let methods = answer.header("access-control-allow-methods").unwrap();
        for method in ["GET", "POST", "PATCH", "DELETE"] {
            assert!(methods.contains(method), "{methods}");
        }
        let headers = answer.header("access-control-allow-headers").unwrap();
        for header in ["authorization", "content-type", "x-request-id"] {
            assert!(headers.contains(header), "{headers}");
        }
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
        for answer in [plain, preflight(&world, origin).await] {
            assert_eq!(allowed_origin(&answer), None, "{origin}");
        }
    }
}

#[actix_web::test]
async fn any_origin_goes_without_credentials() {
    let world = world(CorsOrigins::Any).await;
    for origin in [LISTED, OTHER, "null"] {
        let plain = world.get("/health").header(("origin", origin)).await;
        for answer in [plain, preflight(&world, origin).await] {
            assert_eq!((answer.status, allowed_origin(&answer)), (200, Some("*")));
            assert_eq!(credentials(&answer), None);
        }
    }
}

#[actix_web::test]
async fn browsers_can_read_errors_too() {
    for (cors, expected) in [(listed(), LISTED), (CorsOrigins::Any, "*")] {
        let world = world(cors).await;
        for path in ["/v1/inboxes", "/v1/nowhere", "/auth/login", "/v1/a%2Fb"] {
            let answer = world.get(path).header(("origin", LISTED)).await;
            assert!(answer.status >= 400);
            assert_eq!(allowed_origin(&answer), Some(expected), "{path}");
            let exposed = answer.header("access-control-expose-headers").unwrap();
            for name in ["link", "retry-after", "www-authenticate", "x-request-id"] {
                assert!(exposed.contains(name), "{exposed}");
            }
        }
    }
}

#[actix_web::test]
async fn a_refused_preflight_has_the_one_shape_of_errors() {
    let world = world(listed()).await;
    preflight(&world, OTHER).await.error(400, "invalid_request");
}
