//! Where a person goes after logging in.

use actix_web::HttpRequest;

/// Where to go when nobody said.
pub(crate) const HOME: &str = "/api-keys";

/// The longest path that is remembered, in characters.
const MAX_CHARS: usize = 512;

/// The path, if it is one of our own. Browsers read `//host`, `/\host` and paths with control characters as another
/// host's address; no page of ours has a path with anything but these characters.
pub(crate) fn own_path(path: &str) -> Option<&str> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.?=&:".contains(&byte);
    let own = path.starts_with('/')
        && !path.contains("//")
        && !path.contains("/.")
        && path.len() <= MAX_CHARS
        && path.bytes().all(plain);
    own.then_some(path)
}

/// The page of logging in, which leads back to what was asked for. A form that was sent leads back to the page
/// of its subject: what was typed is lost with the session.
pub(crate) fn login_page(request: &HttpRequest) -> String {
    let uri = request.uri();
    let asked = if request.method().is_safe() {
        uri.path_and_query().map_or(HOME, |path| path.as_str())
    } else {
        subject(uri.path())
    };
    match own_path(asked) {
        Some(next) if !["/", "/logout"].contains(&next) => {
            format!(
                "/login?next={}",
                next.replace('?', "%3F")
                    .replace('&', "%26")
                    .replace('=', "%3D")
            )
        }
        _ => "/login".to_owned(),
    }
}

/// The page to which a form leads back that is out of date, with a word about it.
pub(crate) fn outdated_page(request: &HttpRequest) -> String {
    let subject = match subject(request.uri().path()) {
        // Has no page of its own.
        "/organization" => HOME,
        subject => subject,
    };
    format!("{subject}?notice=form-outdated")
}

/// The page of what a form is about: the first segment of its path.
fn subject(path: &str) -> &str {
    let end = path[1..].find('/').map_or(path.len(), |end| end + 1);
    &path[..end]
}
