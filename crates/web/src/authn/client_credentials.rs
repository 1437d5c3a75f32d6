//! The three ways in which a client of OAuth's endpoints shows its API key: as a bearer token (RFC 6750, section 2.1), by HTTP Basic and
//! in the form (both RFC 6749, section 2.3.1).

use actix_web::http::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use base64ct::{Base64, Encoding as _};
use percent_encoding::percent_decode_str;
use sendook_domain::tokens::looks_like_credential;
use sendook_domain::values::Secret;

use super::bearer::bearer_credential;
use crate::error::{Problem, malformed_basic};
use crate::request::Fields;

const TWO_WAYS: &str = "The client authenticates in two ways: by the Authorization header and by client_secret. Use one.";
const TWO_IDS: &str = "The client_id in the form is another one than in the Authorization header.";
const NO_ID: &str =
    "There is a client_secret without a client_id: send the id of the API key as client_id.";
const NOT_BASE64: &str = "The Authorization header says \"Basic\", but what follows is not the base64 of an id, a colon and an API key.";
const NO_COLON: &str = "The Basic credential has no colon: the id of the API key comes first, then a colon, then the key.";
const KEY_FOR_ID: &str = "The Basic credential has the API key as the user name: that is the place of the key's id, and the key is \
     the password.";

/// What a client shows of itself, not judged yet.
pub(super) struct ClientCredentials {
    /// The id of the key, where the client names it.
    pub(super) id: Option<String>,
    /// What should be the key.
    pub(super) secret: Secret,
    /// Whether it came by HTTP Basic, whose failure has a challenge of its own.
    pub(super) by_basic: bool,
}

impl ClientCredentials {
    /// Reads the header and the form. `None`: neither has them.
    ///
    /// # Errors
    /// 400 for two ways at once, an incomplete one, or a malformed header; 401 for a Basic credential that cannot be read.
    pub(super) fn of(headers: &HeaderMap, form: Option<&Fields>) -> Result<Option<Self>, Problem> {
        let parameter = |name| form.and_then(|form| form.text(name));
        let (id, secret) = (parameter("client_id"), parameter("client_secret"));
        match (Self::in_header(headers)?, secret) {
            (Some(_), Some(_)) => Err(Problem::invalid_request(TWO_WAYS)),
            (Some(mut credentials), None) => {
                if credentials.id.is_some() && id.is_some() && credentials.id != id {
                    return Err(Problem::invalid_request(TWO_IDS));
                }
                credentials.id = credentials.id.or(id);
                Ok(Some(credentials))
            }
            (None, Some(secret)) => Ok(Some(Self {
                id: Some(id.ok_or_else(|| Problem::invalid_request(NO_ID))?),
                secret: Secret::new(secret),
                by_basic: false,
            })),
            (None, None) => Ok(None),
        }
    }

    fn in_header(headers: &HeaderMap) -> Result<Option<Self>, Problem> {
        if let Some(token) = bearer_credential(headers)? {
            return Ok(Some(Self {
                id: None,
                secret: Secret::new(token.into_owned()),
                by_basic: false,
            }));
        }
        let value = headers.get(AUTHORIZATION).map(HeaderValue::as_bytes);
        match value.and_then(token_of_basic) {
            Some(token) => Self::of_basic(token).map(Some),
            None => Ok(None),
        }
    }

    fn of_basic(token: &[u8]) -> Result<Self, Problem> {
        let text = std::str::from_utf8(token).ok();
        let text = text.and_then(|text| Base64::decode_vec(text).ok());
        let text = text.and_then(|bytes| String::from_utf8(bytes).ok());
        let text = Secret::new(text.ok_or_else(|| malformed_basic(NOT_BASE64))?);
        let (id, password) = text
            .expose()
            .split_once(':')
            .ok_or_else(|| malformed_basic(NO_COLON))?;
        if password.is_empty() && looks_like_credential(id) {
            return Err(malformed_basic(KEY_FOR_ID));
        }
        Ok(Self {
            id: Some(form_decoded(id)),
            secret: Secret::new(form_decoded(password)),
            by_basic: true,
        })
    }
}

/// What follows the scheme (RFC 7617, section 2).
fn token_of_basic(value: &[u8]) -> Option<&[u8]> {
    let (scheme, token) = value.trim_ascii().split_at_checked("basic".len())?;
    let token_is_apart = token.first().is_none_or(|byte| *byte == b' ');
    (scheme.eq_ignore_ascii_case(b"basic") && token_is_apart).then(|| token.trim_ascii())
}

/// Clients encode both parts as in a form before they join them, and some leave that out. Neither an id nor a key has a `%` or a `+`,
/// so that both mean the same.
fn form_decoded(text: &str) -> String {
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    const KEY: &str = "sndk_prod_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17";

    fn read(
        authorization: Option<&str>,
        form: &Value,
    ) -> Result<Option<ClientCredentials>, Problem> {
        let mut headers = HeaderMap::new();
        if let Some(value) = authorization {
            headers.insert(
                AUTHORIZATION,
                HeaderValue::from_bytes(value.as_bytes()).unwrap(),
            );
        }
        ClientCredentials::of(
            &headers,
            Some(&Fields::new(form.as_object().unwrap().clone())),
        )
    }

    fn basic(text: &str) -> String {
        format!("Basic {}", Base64::encode_string(text.as_bytes()))
    }

    #[test]
    fn the_key_is_found_in_each_of_its_places() {
        let in_form = json!({"client_id": "key_1", "client_secret": KEY});
        let plain = basic(&format!("key_1:{KEY}"));
        let encoded = basic(&format!("key%5F1:{}", KEY.replace('_', "%5F")));
        let lower = plain.replacen("Basic", "basic ", 1);
        let bearer = format!("Bearer {KEY}");
        for (header, form, id) in [
            (Some(bearer.as_str()), json!({}), None),
            (Some(&bearer), json!({"client_id": "key_1"}), Some("key_1")),
            (Some(&plain), json!({}), Some("key_1")),
            (Some(&plain), json!({"client_id": "key_1"}), Some("key_1")),
            (Some(&encoded), json!({}), Some("key_1")),
            (Some(&lower), json!({}), Some("key_1")),
            (None, in_form, Some("key_1")),
        ] {
            let found = read(header, &form).unwrap().unwrap();
            assert_eq!((found.id.as_deref(), found.secret.expose()), (id, KEY));
        }
    }

    #[test]
    fn two_ways_at_once_and_half_a_way_are_refused() {
        let secret = json!({"client_id": "key_1", "client_secret": KEY});
        let bearer = format!("Bearer {KEY}");
        let plain = basic(&format!("key_1:{KEY}"));
        for (header, form, message) in [
            (Some(bearer.as_str()), &secret, TWO_WAYS),
            (Some(&plain), &secret, TWO_WAYS),
            (Some(&plain), &json!({"client_id": "key_2"}), TWO_IDS),
            (None, &json!({"client_secret": KEY}), NO_ID),
        ] {
            let refused = read(header, form).err().unwrap();
            assert_eq!((refused.status.as_u16(), &*refused.message), (400, message));
        }
        assert!(
            read(None, &json!({"client_id": "key_1"}))
                .unwrap()
                .is_none()
        );
        assert!(read(Some("Digest x"), &json!({})).unwrap().is_none());
        assert!(read(Some("Basics x"), &json!({})).unwrap().is_none());
    }

    #[test]
    fn a_basic_credential_that_cannot_be_read_is_named() {
        let swapped = basic(&format!("{KEY}:"));
        for (header, message) in [
            ("Basic", NO_COLON),
            ("Basic !", NOT_BASE64),
            ("Basic gIA=", NOT_BASE64),
            (&basic(KEY), NO_COLON),
            (&swapped, KEY_FOR_ID),
        ] {
            let refused = read(Some(header), &json!({})).err().unwrap();
            assert_eq!((refused.status.as_u16(), &*refused.message), (401, message));
        }
    }

    proptest! {
        #[test]
        fn no_header_panics(text in "(basic |Basic|)[ -~]{0,40}") {
            let _ = read(Some(&text), &json!({}));
            let _ = read(Some(&basic(&text)), &json!({}));
        }
    }
}
