use crate::tokens::looks_like_credential;

/// What a request without a bearer credential has in its place. For the sentence of the refusal alone: it lets nobody in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misplaced {
    /// `Authorization: sndk_…`, without a scheme.
    NoScheme,
    /// The value of `Authorization` in quotation marks, its scheme included.
    QuotedHeader,
    /// `Bearer:` or `Bearersndk_…`.
    NoSpaceAfterScheme,
    /// `Authorization: Basic …` (RFC 7617).
    Basic,
    /// Another scheme.
    OtherScheme,
    /// A header of its own, as `X-API-Key`.
    OtherHeader,
    /// `?api_key=sndk_…`
    Query,
}

impl Misplaced {
    /// Headers in which other services expect keys, in lower case.
    pub const OTHER_HEADERS: [&'static str; 5] = [
        "x-api-key",
        "api-key",
        "apikey",
        "x-auth-token",
        "x-access-token",
    ];

    /// Judges the value of an `Authorization` header that presents no bearer credential.
    pub fn in_authorization(value: &str) -> Option<Self> {
        let value = value.trim_ascii();
        let bare = value.trim_start_matches(['"', '\'', '`']);
        if bare.len() < value.len() && begins_with_bearer(bare) {
            return Some(Self::QuotedHeader);
        }
        if begins_with_bearer(value) {
            return Some(Self::NoSpaceAfterScheme);
        }
        if looks_like_credential(bare) {
            return Some(Self::NoScheme);
        }
        let scheme = value.split_ascii_whitespace().next()?;
        if scheme.eq_ignore_ascii_case("basic") {
            return Some(Self::Basic);
        }
        Some(Self::OtherScheme)
    }

    /// Judges the query of a request.
    pub fn in_query(query: &str) -> Option<Self> {
        query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .any(|(_, value)| looks_like_credential(value))
            .then_some(Self::Query)
    }

    /// What was found, and where a credential belongs.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::NoScheme => {
                "The Authorization header has no scheme: write \"Bearer \" before the credential."
            }
            Self::QuotedHeader => {
                "The Authorization header is in quotation marks: send it without them."
            }
            Self::NoSpaceAfterScheme => {
                "In the Authorization header a space, and nothing else, belongs between \"Bearer\" and the credential."
            }
            Self::Basic => {
                "The Authorization header has the scheme Basic, which is not read on this route."
            }
            Self::OtherScheme => {
                "The Authorization header has another scheme than Bearer, which is not read here."
            }
            Self::OtherHeader => {
                "A credential is read from the Authorization header alone, and none is there."
            }
            Self::Query => {
                "A credential is never read from the query, which proxies write into their logs: treat this one as \
                 leaked."
            }
        }
    }
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
            (KEY.to_owned(), Some(Misplaced::NoScheme)),
            (format!("\"{KEY}\""), Some(Misplaced::NoScheme)),
            (format!("\"Bearer {KEY}\""), Some(Misplaced::QuotedHeader)),
            (format!("Bearer{KEY}"), Some(Misplaced::NoSpaceAfterScheme)),
            (
                format!("bearer: {KEY}"),
                Some(Misplaced::NoSpaceAfterScheme),
            ),
            ("Basic YTpi".to_owned(), Some(Misplaced::Basic)),
            (format!("Token {KEY}"), Some(Misplaced::OtherScheme)),
            (String::new(), None),
        ] {
            assert_eq!(Misplaced::in_authorization(&value), wanted, "{value}");
        }
        assert_eq!(
            Misplaced::in_query(&format!("limit=1&api_key={KEY}")),
            Some(Misplaced::Query)
        );
        assert_eq!(Misplaced::in_query("limit=1&q=sndk"), None);
    }

    proptest! {
        #[test]
        fn no_text_panics(text in any::<String>()) {
            let _ = Misplaced::in_authorization(&text);
            let _ = Misplaced::in_query(&text);
        }
    }
}
