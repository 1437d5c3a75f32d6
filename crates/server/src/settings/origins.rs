use std::borrow::Cow;

use actix_web::http::Uri;
use sendook_dashboard::Site;
use sendook_web::{CorsOrigins, PathPrefix};

use super::parse::list;

const WANTED: &str = "origins separated by commas, such as https://app.example.com, or * alone";

/// Origins as browsers write them (RFC 6454, section 6.2).
pub(super) fn origins(text: &str) -> Result<CorsOrigins, &'static str> {
    match list(text).collect::<Vec<_>>()[..] {
        [] => Ok(CorsOrigins::None),
        ["*"] => Ok(CorsOrigins::Any),
        ref listed => {
            let origins: Option<_> = listed.iter().map(|text| origin(text)).collect();
            origins.map(CorsOrigins::Listed).ok_or(WANTED)
        }
    }
}

/// Where browsers see the service.
#[derive(Debug, Default)]
pub(crate) struct PublicUrl {
    /// Where pages lie.
    pub(crate) site: Site,
    /// The path in front of every path, if there is one.
    pub(crate) prefix: Option<PathPrefix>,
}

impl PublicUrl {
    /// The host alone; of an IPv6 address what stands in its brackets.
    pub(super) fn host(&self) -> Option<String> {
        let uri: Uri = self.site.known_address()?.parse().ok()?;
        let host = uri.host()?;
        Some(host.trim_matches(['[', ']']).to_owned())
    }
}

/// The one address at which browsers see the service: an origin, and a path if it does not have its host for itself. A
/// slash at the end and a default port are ignored, as in an address that is copied from a browser.
pub(super) fn public_url(text: &str) -> Result<PublicUrl, String> {
    let wanted = || {
        "an address such as https://auth.example.com or https://example.com/auth, without a query"
            .to_owned()
    };
    if text.is_empty() {
        return Ok(PublicUrl::default());
    }
    let text = text.strip_suffix('/').unwrap_or(text);
    let start = text.find("://").ok_or_else(wanted)? + 3;
    let end = text[start..]
        .find('/')
        .map_or(text.len(), |end| start + end);
    let (origin_text, path) = text.split_at(end);
    let origin = origin(without_default_port(origin_text)).ok_or_else(wanted)?;
    let prefix = match path {
        "" => None,
        path => Some(PathPrefix::parse(path).map_err(|wrong| format!("at {wrong}"))?),
    };
    let site = Site::at(&origin);
    Ok(PublicUrl {
        site: match &prefix {
            Some(prefix) => site.under(prefix),
            None => site,
        },
        prefix,
    })
}

fn without_default_port(origin: &str) -> &str {
    let scheme = origin.split(':').next().unwrap_or_default();
    let port = if scheme.eq_ignore_ascii_case("https") {
        ":443"
    } else {
        ":80"
    };
    origin.strip_suffix(port).unwrap_or(origin)
}

/// Scheme, host and port. What a browser would never send could never match, and is refused: a path, a
/// wildcard, a default port.
fn origin(text: &str) -> Option<String> {
    let text = in_ascii(text)?.to_ascii_lowercase();
    let uri: Uri = text.parse().ok()?;
    let authority = uri.authority()?;
    let (host, port) = (authority.host(), authority.port_u16());
    let default_port = match uri.scheme_str()? {
        "http" => 80,
        "https" => 443,
        _ => return None,
    };
    let written = port.map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    let bare = text.ends_with(&format!("://{written}"));
    let exact = !host.is_empty() && !host.contains('*') && port != Some(default_port);
    (bare && exact).then_some(text)
}

/// The same origin with its host in ASCII, as browsers send an international one (RFC 6454, section 6.2).
fn in_ascii(text: &str) -> Option<Cow<'_, str>> {
    if text.is_ascii() {
        return Some(text.into());
    }
    let (scheme, authority) = text.split_once("://")?;
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) => (host, format!(":{port}")),
        None => (authority, String::new()),
    };
    let host = idna::domain_to_ascii_strict(host).ok()?;
    Some(format!("{scheme}://{host}{port}").into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_listed_all_or_none() {
        assert_eq!(origins(""), Ok(CorsOrigins::None));
        assert_eq!(origins(" * "), Ok(CorsOrigins::Any));
        assert_eq!(
            origins("https://App.example.com, http://localhost:3000,http://[::1]:8080"),
            Ok(CorsOrigins::Listed(vec![
                "https://app.example.com".to_owned(),
                "http://localhost:3000".to_owned(),
                "http://[::1]:8080".to_owned(),
            ]))
        );
    }

    #[test]
    fn its_host_is_known() {
        for (text, host) in [
            ("https://Auth.example.com", Some("auth.example.com")),
            ("https://example.com:8443/auth", Some("example.com")),
            ("https://[2001:db8::1]", Some("2001:db8::1")),
            ("https://[2001:db8::1]:8443/auth/", Some("2001:db8::1")),
            ("", None),
        ] {
            let host = host.map(str::to_owned);
            assert_eq!(public_url(text).unwrap().host(), host, "{text}");
        }
    }

    #[test]
    fn an_international_origin_is_what_browsers_send() {
        assert_eq!(
            origins("https://Læge.dk, http://東京tower.jp:8080"),
            Ok(CorsOrigins::Listed(vec![
                "https://xn--lge-yla.dk".to_owned(),
                "http://xn--tower-w91hq39l.jp:8080".to_owned(),
            ]))
        );
        for text in [
            "https://læge.dk/",
            "https://ada@læge.dk",
            "læge.dk",
            "https://æ .dk",
        ] {
            assert_eq!(origins(text), Err(WANTED), "{text}");
        }
        assert!(public_url("https://læge.dk").is_ok());
    }

    #[test]
    fn a_public_url_is_one_address() {
        for (text, prefix) in [
            ("https://auth.example.com", None),
            ("http://127.0.0.1:8006/", None),
            ("https://Example.com:443", None),
            ("http://[::1]:80/", None),
            ("https://example.com/auth", Some("/auth")),
            ("https://example.com/auth/", Some("/auth")),
            (
                "https://example.com:8443/Team/sign-in",
                Some("/Team/sign-in"),
            ),
        ] {
            let url = public_url(text).unwrap();
            assert_eq!(
                url.prefix.as_ref().map(PathPrefix::as_str),
                prefix,
                "{text}"
            );
        }
        for text in [
            "auth.example.com",
            "example.com/auth",
            "https://auth.example.com//",
            "https://example.com//auth",
            "https://example.com/auth//",
            "https://example.com/auth/../x",
            "https://example.com/a%20b",
            "https://example.com/auth?x=y",
            "https://example.com?x",
            "https://ada:pw@example.com/auth",
            "https://a.example.com, https://b.example.com",
            "https://",
            "*",
        ] {
            assert!(public_url(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_path_of_the_service_itself_is_no_prefix() {
        for path in [
            "/login",
            "/v1",
            "/api-keys/x",
            "/auth/login",
            "/organizations",
            "/health",
        ] {
            let refused = public_url(&format!("https://example.com{path}")).unwrap_err();
            assert!(refused.contains("another path"), "{path}: {refused}");
        }
    }

    #[test]
    fn what_no_browser_sends_is_refused() {
        for text in [
            "example.com",
            "//example.com",
            "https://",
            "https://example.com/",
            "https://example.com/app",
            "https://example.com?x",
            "https://example.com:443",
            "http://example.com:80",
            "http://example.com:80800",
            "http://example.com:",
            "https://ada:pw@example.com",
            "https://*.example.com",
            "ftp://example.com",
            "null",
            "*, https://example.com",
        ] {
            assert_eq!(origins(text), Err(WANTED), "{text}");
        }
    }
}
