//! What a request without a bearer credential has in its place. For the sentence of the refusal alone: it lets nobody in.

use actix_web::http::header::HeaderMap;
use sendook_domain::tokens::looks_like_credential;

/// `Authorization: sndk_…`
const NO_SCHEME: &str =
    "The Authorization header has no scheme: write \"Bearer \" before the credential.";

/// The whole value in quotation marks, its scheme included.
const QUOTED: &str = "The Authorization header is in quotation marks: send it without them.";

/// `Bearer:` or `Bearersndk_…`
const NO_SPACE: &str = "In the Authorization header a space, and nothing else, belongs between \"Bearer\" and the \
     credential.";

/// `Authorization: Basic …` (RFC 7617)
const BASIC: &str =
    "The Authorization header has the scheme Basic, which is not read on this route.";

const OTHER_SCHEME: &str =
    "The Authorization header has another scheme than Bearer, which is not read here.";

const OTHER_HEADER: &str =
    "A credential is read from the Authorization header alone, and none is there.";

/// `?api_key=sndk_…`
const IN_QUERY: &str = "A credential is never read from the query, which proxies write into their logs: treat this one as \
     leaked.";

/// Headers in which other services expect keys.
const OTHER_HEADERS: [&str; 5] = [
    "x-api-key",
    "api-key",
    "apikey",
    "x-auth-token",
    "x-access-token",
];

/// What was found, and where a credential belongs, of a request whose `Authorization` header, if it has one, presents no
/// bearer credential.
pub(super) fn misplaced(
    authorization: Option<&str>,
    headers: &HeaderMap,
    query: &str,
) -> Option<&'static str> {
    let has_other = || {
        OTHER_HEADERS
            .into_iter()
            .any(|name| headers.contains_key(name))
    };
    authorization
        .and_then(in_authorization)
        .or_else(|| has_other().then_some(OTHER_HEADER))
        .or_else(|| in_query(query))
}

fn in_authorization(value: &str) -> Option<&'static str> {
    let value = value.trim_ascii();
    let bare = value.trim_start_matches(['"', '\'', '`']);
    if bare.len() < value.len() && begins_with_bearer(bare) {
        return Some(QUOTED);
    }
    if begins_with_bearer(value) {
        return Some(NO_SPACE);
    }
    if looks_like_credential(bare) {
        return Some(NO_SCHEME);
    }
    let scheme = value.split_ascii_whitespace().next()?;
    if scheme.eq_ignore_ascii_case("basic") {
        return Some(BASIC);
    }
    Some(OTHER_SCHEME)
}

fn in_query(query: &str) -> Option<&'static str> {
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .any(|(_, value)| looks_like_credential(value))
        .then_some(IN_QUERY)
}

fn begins_with_bearer(value: &str) -> bool {
    let scheme = value.get(.."bearer".len());
    scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("bearer"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KEY: &str = "sndk_prod_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17";

    #[test]
    fn what_stands_in_the_place_of_a_credential_is_named() {
        for (value, wanted) in [
            (KEY.to_owned(), Some(NO_SCHEME)),
            (format!("\"{KEY}\""), Some(NO_SCHEME)),
            (format!("\"Bearer {KEY}\""), Some(QUOTED)),
            (format!("Bearer{KEY}"), Some(NO_SPACE)),
            (format!("bearer: {KEY}"), Some(NO_SPACE)),
            ("Basic YTpi".to_owned(), Some(BASIC)),
            (format!("Token {KEY}"), Some(OTHER_SCHEME)),
            (String::new(), None),
        ] {
            assert_eq!(in_authorization(&value), wanted, "{value}");
        }
        assert_eq!(in_query(&format!("limit=1&api_key={KEY}")), Some(IN_QUERY));
        assert_eq!(in_query("limit=1&q=sndk"), None);
    }

    proptest! {
        #[test]
        fn no_text_panics(text in any::<String>()) {
            let _ = in_authorization(&text);
            let _ = in_query(&text);
        }
    }
}
