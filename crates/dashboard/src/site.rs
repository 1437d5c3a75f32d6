use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use actix_web::{HttpRequest, web};
use chrono::{DateTime, Utc};
use sendook_web::{PathPrefix, requested_host};

/// Where the dashboard is, as browsers see it.
#[derive(Debug, Clone, Default)]
pub struct Site {
    origin: Option<String>,
    prefix: String,
    /// The minute of the last line about a refused form, counted from 1970.
    told_in: Arc<AtomicI64>,
}

impl Site {
    /// At this origin (RFC 6454, section 6.2). With `https`, cookies are `Secure`, and carry the prefix `__Host-` or,
    /// under a path, `__Secure-`.
    pub fn at(origin: &str) -> Self {
        Self {
            origin: Some(normalized(origin)),
            ..Self::default()
        }
    }

    /// Wherever requests say that it is, over plain HTTP: for a service without a proxy in front of it.
    pub fn anywhere() -> Self {
        Self::default()
    }

    /// Under this path of its host.
    #[must_use]
    pub fn under(self, prefix: &PathPrefix) -> Self {
        Self {
            prefix: prefix.as_str().to_owned(),
            ..self
        }
    }

    pub(crate) fn is_secure(&self) -> bool {
        self.origin
            .as_ref()
            .is_some_and(|origin| origin.starts_with("https://"))
    }

    /// Whether the operator said where it is.
    pub(crate) fn is_known(&self) -> bool {
        self.origin.is_some()
    }

    /// The prefix of every page's path, as browsers see it: empty, or `/auth`, for example.
    pub(crate) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The origin that a browser sees when it sends this request.
    pub(crate) fn origin(&self, request: &HttpRequest) -> String {
        self.origin.clone().unwrap_or_else(|| {
            let host = requested_host(request).unwrap_or("localhost");
            normalized(&format!("http://{host}"))
        })
    }

    /// The address of the service as browsers see it, without a trailing slash.
    pub(crate) fn address(&self, request: &HttpRequest) -> String {
        format!("{}{}", self.origin(request), self.prefix)
    }

    /// The address of the service as browsers see it, without a trailing slash, if the operator said where it is.
    pub fn known_address(&self) -> Option<String> {
        let origin = self.origin.as_ref()?;
        Some(format!("{origin}{}", self.prefix))
    }

    /// What distinguishes this service from others on the same host, in characters allowed in a cookie's name.
    /// Cookies do not distinguish ports (RFC 6265, section 8.5), and of paths only the longer one.
    ///
    /// Without an address from the operator it is the port that the browser asked for. The one that the service listens
    /// on would not do: two containers listen on the same, and are published at different ones.
    pub(crate) fn instance(&self, request: &HttpRequest) -> String {
        let origin = self.origin(request);
        let (host, port) = host_and_port(&origin);
        if !self.is_known() {
            return port.to_owned();
        }
        let plain = |c: char| {
            if c.is_ascii_alphanumeric() || c == '.' {
                c
            } else {
                '-'
            }
        };
        let host: String = host.chars().map(plain).collect();
        format!("{host}_{port}{}", self.prefix.replace('/', "~"))
    }

    /// Whether an event that any client can cause may be logged now: once per minute.
    pub(crate) fn may_tell(&self, now: DateTime<Utc>) -> bool {
        let minute = now.timestamp().div_euclid(60);
        self.told_in.swap(minute, Ordering::Relaxed) != minute
    }

    /// The site of the application that a request was sent to.
    pub(crate) fn of(request: &HttpRequest) -> web::Data<Self> {
        let site = request.app_data::<web::Data<Self>>();
        site.cloned().unwrap_or_default()
    }
}

/// An origin as browsers write it: in lower case, and without the port that its scheme has by default (RFC 6454, section
/// 6.2). A text that is not an origin matches no origin.
pub(crate) fn normalized(origin: &str) -> String {
    let origin = origin.to_ascii_lowercase();
    let default = default_port(&origin);
    let bare = origin
        .strip_suffix(&format!(":{default}"))
        .or_else(|| origin.strip_suffix(':'));
    bare.unwrap_or(&origin).to_owned()
}

fn default_port(origin: &str) -> &'static str {
    if origin.starts_with("https:") {
        "443"
    } else {
        "80"
    }
}

fn host_and_port(origin: &str) -> (&str, &str) {
    let authority = origin.split_once("://").map_or(origin, |(_, rest)| rest);
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => (host, port),
        _ => (authority, default_port(origin)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_equal_with_and_without_their_default_port() {
        for (one, other) in [
            ("http://x:80", "http://x"),
            ("https://X.example:443", "https://x.example"),
            ("http://[::1]:80", "http://[::1]"),
            ("https://[FE80::1]:443", "https://[fe80::1]"),
            ("http://x:", "http://x"),
        ] {
            assert_eq!(normalized(one), other);
        }
        for (one, other) in [
            ("http://x:443", "http://x"),
            ("https://x:80", "https://x"),
            ("http://x:8080", "http://x"),
            ("http://[::80]", "http://[:"),
            ("http://x", "https://x"),
        ] {
            assert_ne!(normalized(one), normalized(other));
        }
        assert_eq!(normalized("http://[::80]"), "http://[::80]");
    }

    #[test]
    fn strangers_bring_about_one_line_a_minute() {
        let at =
            |seconds: i64| DateTime::from_timestamp(1_772_323_200 + seconds, 0).unwrap_or_default();
        let site = Site::anywhere();
        let of_another_worker = site.clone();
        assert!(site.may_tell(at(0)));
        assert!(!site.may_tell(at(1)) && !of_another_worker.may_tell(at(59)));
        assert!(of_another_worker.may_tell(at(60)) && !site.may_tell(at(61)));
    }

    #[test]
    fn a_port_is_found_beside_any_host() {
        assert_eq!(host_and_port("http://x:8006"), ("x", "8006"));
        assert_eq!(host_and_port("http://x"), ("x", "80"));
        assert_eq!(host_and_port("https://x"), ("x", "443"));
        assert_eq!(host_and_port("http://[::1]"), ("[::1]", "80"));
        assert_eq!(host_and_port("http://[::1]:8006"), ("[::1]", "8006"));
    }
}
