//! Paths of requests: which are the API's, what stands in front of all of them, and the id at the end of some.

use std::fmt;

use actix_web::dev::{RequestHead, ServiceRequest, Url};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::uri::PathAndQuery;
use actix_web::http::{Method, Uri};
use sendook_domain::values::Id;
use serde::Deserialize;

use super::origin::TrustedProxies;

/// Where gateways ask whether to let a request through.
pub(crate) const FORWARD_AUTH: &str = "/forward-auth";

/// The roots of the API's paths.
const ROOTS: [&str; 10] = [
    "/.well-known",
    "/auth",
    "/docs",
    FORWARD_AUTH,
    "/health",
    "/leaks",
    "/oauth",
    "/openapi.json",
    "/organizations",
    "/v1",
];

/// The header with which a proxy such as Traefik says that it removed the prefix.
const REMOVED: HeaderName = HeaderName::from_static("x-forwarded-prefix");

/// The longest prefix, in characters.
const MAX_CHARS: usize = 100;

/// The one path of the API's own that may be a prefix as well.
const ACCOUNTS: &str = "/auth";

/// The first segments of the paths of pages for people.
const PAGES: [&str; 18] = [
    "",
    "api-keys",
    "assets",
    "audit",
    "forgot-password",
    "help",
    "inboxes",
    "invitation",
    "login",
    "logout",
    "members",
    "organization",
    "overview",
    "reset-password",
    "sessions",
    "settings",
    "signup",
    "verify-email",
];

/// Whether a path belongs to the API: pages of other origins may call it if they may call any path, and every error of
/// a request is reported as JSON.
pub fn is_api(path: &str) -> bool {
    ROOTS.iter().any(|root| is_under(root, path))
}

/// Whether a gateway asks there about a request that is not for this service: what the request says of the page that it came from
/// is not about this service either.
pub(crate) fn is_asked_by_gateways(path: &str) -> bool {
    is_under(FORWARD_AUTH, path)
}

fn is_under(root: &str, path: &str) -> bool {
    path.strip_prefix(root)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The last segment of a path: the id of one thing. Not checked yet, as a caller without a permission must
/// not learn what is wrong with it.
#[derive(Deserialize)]
pub struct ItemPath {
    id: String,
}

impl ItemPath {
    /// The id. `None`: no id of anything.
    pub fn id<T>(&self) -> Option<Id<T>> {
        Id::parse(&self.id).ok()
    }
}

/// The path in front of every path of the service, as clients see it: `/auth` where `/health` is found at
/// `https://example.com/auth/health`. It has one or more segments, and no slash at its end.
///
/// A proxy may remove it before it passes a request on, or leave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathPrefix(String);

/// Why a text is no [`PathPrefix`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvalidPathPrefix {
    /// Empty segments, `.` and `..`, other characters than `A-Za-z0-9._-`, or too long.
    Malformed,
    /// It begins like a path of the service itself. A request from a proxy that removes such a prefix would look like
    /// another one from a proxy that leaves it.
    Taken,
}

impl fmt::Display for InvalidPathPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "a path of letters, digits, '.', '_' and '-', such as /auth",
            Self::Taken => "another path, as the service itself has paths that begin like it",
        })
    }
}

impl std::error::Error for InvalidPathPrefix {}

impl PathPrefix {
    /// Reads a path that begins with a slash and does not end with one.
    ///
    /// # Errors
    /// [`InvalidPathPrefix`] says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, InvalidPathPrefix> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        let segment =
            |segment: &str| !["", ".", ".."].contains(&segment) && segment.bytes().all(plain);
        let path = text.strip_prefix('/').filter(|_| text.len() <= MAX_CHARS);
        let path = path.ok_or(InvalidPathPrefix::Malformed)?;
        if !path.split('/').all(segment) {
            return Err(InvalidPathPrefix::Malformed);
        }
        if text != ACCOUNTS && (is_api(text) || PAGES.contains(&first_segment(text))) {
            return Err(InvalidPathPrefix::Taken);
        }
        Ok(Self(text.to_owned()))
    }

    /// The prefix, with a slash at its beginning and none at its end.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Takes the prefix off the address of a request, if a proxy left it there.
    pub(crate) fn take_off(&self, request: &mut ServiceRequest, proxies: &TrustedProxies) {
        let Some(uri) = self.inner(request.head(), || is_removed(request, proxies)) else {
            return;
        };
        // From its start, also where an outer scope has matched the prefix already.
        request.match_info_mut().set(Url::new(uri.clone()));
        request.head_mut().uri = uri;
    }

    /// The address without the prefix; `None` where it is right as it is.
    fn inner(&self, head: &RequestHead, removed: impl FnOnce() -> bool) -> Option<Uri> {
        let path = head.uri.path();
        let rest = match path.strip_prefix(&self.0)? {
            "" => "/",
            rest if rest.starts_with('/') => rest,
            _ => return None,
        };
        if removed() || (self.0 == ACCOUNTS && is_account_route(head, rest)) {
            return None;
        }
        let query = head.uri.query().map(|query| format!("?{query}"));
        let inner = format!("{rest}{}", query.unwrap_or_default());
        let mut parts = head.uri.clone().into_parts();
        parts.path_and_query = Some(PathAndQuery::try_from(inner).ok()?);
        Uri::from_parts(parts).ok()
    }
}

/// Under the prefix `/auth` a request for `/auth/…` is either one of the API's own, of which a proxy has taken the prefix,
/// or one for `rest`, to which the prefix was left. Three paths are both: `login`, `logout` and `sessions`. Pages
/// are asked for by browsers, without a bearer token and with forms; all else is the API's.
fn is_account_route(head: &RequestHead, rest: &str) -> bool {
    let a_page = PAGES.contains(&first_segment(rest)) && asks_for_a_page(head);
    !is_api(rest) && !a_page
}

fn asks_for_a_page(head: &RequestHead) -> bool {
    let begins = |name: HeaderName, with: &str| {
        let value = head.headers().get(name).map(HeaderValue::as_bytes);
        let start = value.and_then(|value| value.get(..with.len()));
        start.is_some_and(|start| start.eq_ignore_ascii_case(with.as_bytes()))
    };
    if begins(header::AUTHORIZATION, "bearer ") {
        return false;
    }
    match head.method {
        Method::GET | Method::HEAD => true,
        Method::POST => begins(header::CONTENT_TYPE, "application/x-www-form-urlencoded"),
        _ => false,
    }
}

/// Whether a trusted proxy says that it removed the prefix.
fn is_removed(request: &ServiceRequest, proxies: &TrustedProxies) -> bool {
    let peer = request.peer_addr().map(|peer| peer.ip().to_canonical());
    says_removed(request.headers()) && peer.is_some_and(|peer| proxies.trusts(peer))
}

fn says_removed(headers: &HeaderMap) -> bool {
    headers
        .get(REMOVED)
        .is_some_and(|value| !value.as_bytes().is_empty())
}

fn first_segment(path: &str) -> &str {
    path[1..].split('/').next().unwrap_or_default()
}
