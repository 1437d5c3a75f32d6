use actix_web::http::Uri;
use sendook_dashboard::Site;
use sendook_web::CorsOrigins;

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

/// The one origin at which browsers see the service. A slash at the end is forgiven: people copy addresses.
pub(super) fn public_url(text: &str) -> Result<Site, &'static str> {
    let origin = origin(text.strip_suffix('/').unwrap_or(text));
    origin
        .map(Site::at)
        .ok_or("an origin without a path, such as https://auth.example.com")
}

/// Scheme, host and port. What a browser would never send could never match, and is refused: a path, a
/// wildcard, a default port.
fn origin(text: &str) -> Option<String> {
    let text = text.to_ascii_lowercase();
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
    fn a_public_url_is_one_origin() {
        for text in ["https://auth.example.com", "http://127.0.0.1:8006/"] {
            assert!(public_url(text).is_ok(), "{text}");
        }
        for text in [
            "auth.example.com",
            "https://auth.example.com/login",
            "https://auth.example.com//",
            "https://a.example.com, https://b.example.com",
            "*",
        ] {
            assert!(public_url(text).is_err(), "{text}");
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
