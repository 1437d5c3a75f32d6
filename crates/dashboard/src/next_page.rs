//! Where a person goes after logging in.

use actix_web::HttpRequest;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// Where to go when no page was requested.
pub(crate) const HOME: &str = "/overview";

/// The longest path that is remembered, in characters.
const MAX_CHARS: usize = 512;

/// What means something in a query, of the characters of [`own_path`].
const OF_QUERIES: &AsciiSet = &CONTROLS.add(b'?').add(b'&').add(b'=');

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

/// The page where second factors are set up.
pub(crate) const SECOND_FACTOR: &str = "/settings/second-factor";

/// The page of logging in, which leads back to what was asked for. A form that was sent leads back to the page of its
/// subject, and the page says that the form was not carried out: what was typed is lost with the session.
pub(crate) fn login_page(request: &HttpRequest) -> String {
    and_back("/login", request, "form-after-logout")
}

/// The page where a second factor is set up, which leads back as [`login_page`] does.
pub(crate) fn set_up_page(request: &HttpRequest) -> String {
    and_back(SECOND_FACTOR, request, "form-without-factor")
}

/// A page that leads back to what was asked for, with a notice if that was to carry a form out.
fn and_back(page: &str, request: &HttpRequest, of_forms: &str) -> String {
    let uri = request.uri();
    let is_form = !request.method().is_safe();
    let asked = if is_form {
        subject(uri.path())
    } else {
        uri.path_and_query().map_or(HOME, |path| path.as_str())
    };
    let next = own_path(asked).filter(|next| !["/", "/logout"].contains(next));
    let next = next.map(|next| format!("next={}", utf8_percent_encode(next, OF_QUERIES)));
    let notice = is_form.then(|| format!("notice={of_forms}"));
    let query: Vec<String> = next.into_iter().chain(notice).collect();
    match query.as_slice() {
        [] => page.to_owned(),
        query => format!("{page}?{}", query.join("&")),
    }
}

/// The page of logging in, after a login that took too long: leads on to `next`, if that is a page of ours.
pub(crate) fn login_again(next: &str) -> String {
    let next = utf8_percent_encode(own_path(next).unwrap_or_default(), OF_QUERIES);
    format!("/login?next={next}&notice=login-over")
}

/// The page that an outdated form leads back to, with a notice about it.
pub(crate) fn outdated_page(request: &HttpRequest) -> String {
    format!("{}?notice=form-outdated", subject_page(request))
}

/// The page of what a form is about.
pub(crate) fn subject_page(request: &HttpRequest) -> &str {
    match subject(request.uri().path()) {
        // Has no page of its own.
        "/organization" => HOME,
        subject => subject,
    }
}

/// The page of what a form is about: the first segment of its path.
fn subject(path: &str) -> &str {
    if path.starts_with(SECOND_FACTOR) {
        return SECOND_FACTOR;
    }
    let end = path[1..].find('/').map_or(path.len(), |end| end + 1);
    &path[..end]
}
