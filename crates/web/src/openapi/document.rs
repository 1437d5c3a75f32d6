//! The whole document.

use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{
    ComponentsBuilder, Header, InfoBuilder, LicenseBuilder, ObjectBuilder, OpenApi, OpenApiBuilder,
    Paths, Server, Type,
};
use utoipa::{PartialSchema as _, ToSchema as _};

use super::errors;
use super::routes::groups;
use crate::dto::{AuditActionName, FactorMethodName};
use crate::error::{Body, ErrorCode, FieldError, OAuthBody};

const ABOUT: &str = "\
Accounts, sessions, organizations, API keys and inboxes, in the HTTP dialect of Sendook.

Credentials travel as `Authorization: Bearer <credential>`; only `/oauth` reads API keys as HTTP Basic and in the form too. An access token (`snda_…`) \
stands for a person; login gives one. An API key (`sndk_…`) stands for a service of one organization. A credential that \
was deleted, disabled or has expired is refused from the very next request on.

Bodies are JSON of at most 64 KiB. Every field of two words may be written in `snake_case`, as here, or in `camelCase`. \
Unknown fields are ignored, but a name that looks like a known one, and a field that the call cannot change, are \
refused. `null` counts as left out, unless the description says otherwise.

Ids are opaque. Every resource carries its id twice, as `id` and as `_id`.

Names are trimmed, and have no control characters. Instants are RFC 3339, and lie in the years 1970 to 9999 in UTC; answers show them in \
UTC with milliseconds.

A `POST` that makes something takes an `Idempotency-Key`, so that it can be sent again when its answer was lost.

Lists are JSON arrays, the newest first. A further page is announced by a `Link` header with `rel=\"next\"`.

Errors have one shape, and at `/oauth` that of RFC 6749 besides. Programs go by `code`, people read `message`. A path that does not exist is 404 `not_found`, \
a method that a path does not have 405 `method_not_allowed`. `HEAD` answers wherever `GET` does.";

/// The description of every route.
pub(super) fn document() -> OpenApi {
    let mut paths = Paths::new();
    let mut tags = Vec::new();
    let mut schemas = vec![
        (Body::name().into_owned(), Body::schema()),
        (ErrorCode::name().into_owned(), ErrorCode::schema()),
        (
            FactorMethodName::name().into_owned(),
            FactorMethodName::schema(),
        ),
        (FieldError::name().into_owned(), FieldError::schema()),
        (OAuthBody::name().into_owned(), OAuthBody::schema()),
    ];
    for group in groups() {
        let tag = TagBuilder::new()
            .name(group.name)
            .description(Some(group.description));
        tags.push(tag.build());
        for mut route in group.routes {
            schemas.append(&mut route.schemas);
            let (path, method) = (route.path.clone(), route.method.clone());
            paths.add_path_operation(path, vec![method], route.operation(group.name));
        }
    }
    let mut components = ComponentsBuilder::new()
        .schemas_from_iter(schemas)
        // No answer promises these names alone, but a list is filtered by them.
        .schema(AuditActionName::name(), AuditActionName::schema())
        .security_scheme(
            "accessToken",
            bearer(
                "snda_…",
                "An access token, as login and registration give it.",
            ),
        )
        .security_scheme("apiKey", bearer("sndk_…", "An API key."))
        .security_scheme("clientBasic", basic());
    for (name, answer) in errors::shared() {
        components = components.response(name, answer);
    }
    for (name, example) in errors::examples() {
        components = components.example(name, example);
    }
    for (name, description) in HEADERS {
        components = components.header(name, header(name, description));
    }
    let license = LicenseBuilder::new().name("MIT").identifier(Some("MIT"));
    let info = InfoBuilder::new()
        .title("Sendook authentication")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(ABOUT))
        .license(Some(license.build()));
    OpenApiBuilder::new()
        .info(info)
        .servers(Some([Server::new("/")]))
        .tags(Some(tags))
        .paths(paths)
        .components(Some(components.build()))
        .build()
}

fn bearer(format: &str, description: &str) -> SecurityScheme {
    let scheme = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format(format)
        .description(Some(description));
    SecurityScheme::Http(scheme.build())
}

fn basic() -> SecurityScheme {
    let description = "An API key at OAuth's endpoints: its id is the user name, the key the password (RFC 6749, section 2.3.1).";
    let scheme = HttpBuilder::new()
        .scheme(HttpAuthScheme::Basic)
        .description(Some(description));
    SecurityScheme::Http(scheme.build())
}

const HEADERS: [(&str, &str); 15] = [
    (
        "X-Request-Id",
        "The id of the request: that of its own X-Request-Id header, or a new one.",
    ),
    (
        "WWW-Authenticate",
        "The challenge of RFC 6750, with the reason where a credential came; that of RFC 7617 where HTTP Basic failed.",
    ),
    ("Retry-After", "In how many seconds to try again."),
    ("Allow", "The methods that the path has."),
    (
        "ETag",
        "Stands for this document: another one has another tag.",
    ),
    (
        "Link",
        "The next page, where there is one: `<?…>; rel=\"next\"` (RFC 8288). A client resolves it against the address that it asked.",
    ),
    (
        "Idempotent-Replay",
        "`true`: the request was carried out before, and this is the answer that it got then.",
    ),
    (
        "Sendook-Credential-Expires",
        "When the credential of the request ends, where that is soon.",
    ),
    (
        "RateLimit",
        "Where the API key has a rate limit: `\"default\";r=50;t=2` for 50 requests that are allowed at once now, and one more in 2 seconds (draft-ietf-httpapi-ratelimit-headers-11).",
    ),
    (
        "RateLimit-Policy",
        "The rate limit of the API key, where it has one: `\"default\";q=100;w=60` for 100 requests in 60 seconds (draft-ietf-httpapi-ratelimit-headers-11).",
    ),
    (
        "Sendook-Organization-Id",
        "The organization of the API key.",
    ),
    (
        "Sendook-Key-Id",
        "The API key; of a run token, the key that made it.",
    ),
    ("Sendook-User-Id", "The person, in place of all others."),
    (
        "Sendook-Scopes",
        "The scopes of the API key or the run token, with spaces between them; beside `full_access`, all that it stands for.",
    ),
    ("Sendook-Environment", "The environment of the API key."),
];

fn header(name: &str, description: &str) -> Header {
    let kind = if name == "Retry-After" {
        Type::Integer
    } else {
        Type::String
    };
    HeaderBuilder::new()
        .schema(Some(ObjectBuilder::new().schema_type(kind)))
        .description(Some(description))
        .build()
}
