use std::fmt;
use std::net::IpAddr;

use percent_encoding::percent_decode_str;
use sendook_domain::values::Secret;
use url::{Host, Url};

/// Where the mail server is, and how to speak to it. Prints itself without the password.
#[derive(Clone)]
pub struct SmtpUrl {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) tls: UseOfTls,
    pub(crate) login: Option<SmtpLogin>,
}

/// When TLS begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UseOfTls {
    /// Never: for a mail server on the same machine.
    Never,
    /// After the greeting (RFC 3207); a server that does not offer it is refused.
    StartTls,
    /// With the connection (RFC 8314, section 3.3).
    Immediate,
}

#[derive(Clone)]
pub(crate) struct SmtpLogin {
    pub(crate) user: String,
    pub(crate) password: Secret,
}

/// What is wrong with the URL of a mail server. Nothing of the URL is quoted, as it may hold a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSmtpUrl {
    /// Not a URL of the right form.
    #[error(
        "It must be a URL such as smtps://user:password@mail.example.com or smtp://mail.example.com?tls=required, with special characters of user and password percent-encoded."
    )]
    Malformed,
    /// A setting other than `tls=required`.
    #[error("The only setting after the \"?\" is tls=required, and only with smtp://.")]
    UnknownSetting,
    /// A password would cross a network in the clear.
    #[error(
        "Its password would cross the network in the clear: begin it with smtps://, or add ?tls=required."
    )]
    PasswordInTheClear,
}

impl SmtpUrl {
    /// Reads `smtp://HOST`, `smtp://HOST?tls=required` or `smtps://HOST`, each with an optional user and password, and port. The
    /// ports without one: 25, 587 (RFC 6409) and 465 (RFC 8314).
    ///
    /// # Errors
    /// [`InvalidSmtpUrl`] says what is wrong.
    pub fn parse(text: &str) -> Result<Self, InvalidSmtpUrl> {
        let url = Url::parse(text).map_err(|_| InvalidSmtpUrl::Malformed)?;
        let settings: Vec<_> = url.query_pairs().collect();
        let requires_tls = match settings.as_slice() {
            [] => false,
            [(name, value)] if name == "tls" && value == "required" => true,
            _ => return Err(InvalidSmtpUrl::UnknownSetting),
        };
        let (tls, default_port) = match (url.scheme(), requires_tls) {
            ("smtp", false) => (UseOfTls::Never, 25),
            ("smtp", true) => (UseOfTls::StartTls, 587),
            ("smtps", false) => (UseOfTls::Immediate, 465),
            ("smtps", true) => return Err(InvalidSmtpUrl::UnknownSetting),
            _ => return Err(InvalidSmtpUrl::Malformed),
        };
        if !["", "/"].contains(&url.path()) || url.fragment().is_some() {
            return Err(InvalidSmtpUrl::Malformed);
        }
        let parsed = Self {
            host: host_of(&url).ok_or(InvalidSmtpUrl::Malformed)?,
            port: url.port().unwrap_or(default_port),
            tls,
            login: login_of(&url)?,
        };
        if parsed.login.is_some() && tls == UseOfTls::Never && !parsed.is_on_this_machine() {
            return Err(InvalidSmtpUrl::PasswordInTheClear);
        }
        Ok(parsed)
    }

    fn is_on_this_machine(&self) -> bool {
        let address = self.host.parse::<IpAddr>();
        self.host == "localhost" || address.is_ok_and(|address| address.is_loopback())
    }
}

/// Without the brackets of an IPv6 address, and in ASCII.
fn host_of(url: &Url) -> Option<String> {
    match url.host()? {
        Host::Domain(name) => {
            let name = percent_decode_str(name).decode_utf8().ok()?;
            idna::domain_to_ascii(&name).ok()
        }
        Host::Ipv4(address) => Some(address.to_string()),
        Host::Ipv6(address) => Some(address.to_string()),
    }
    .filter(|host| !host.is_empty())
}

fn login_of(url: &Url) -> Result<Option<SmtpLogin>, InvalidSmtpUrl> {
    let decoded = |text| {
        let text = percent_decode_str(text).decode_utf8();
        text.map(String::from)
            .map_err(|_| InvalidSmtpUrl::Malformed)
    };
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        (_, None) | ("", Some(_)) => Err(InvalidSmtpUrl::Malformed),
        (user, Some(password)) => Ok(Some(SmtpLogin {
            user: decoded(user)?,
            password: Secret::new(decoded(password)?),
        })),
    }
}

impl fmt::Display for SmtpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

impl fmt::Debug for SmtpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SmtpUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_has_its_port_and_its_tls() {
        for (text, shown, tls) in [
            ("smtp://localhost", "localhost:25", UseOfTls::Never),
            (
                "smtp://mail.example.com/",
                "mail.example.com:25",
                UseOfTls::Never,
            ),
            (
                "smtp://mail.example.com?tls=required",
                "mail.example.com:587",
                UseOfTls::StartTls,
            ),
            (
                "smtps://mail.example.com",
                "mail.example.com:465",
                UseOfTls::Immediate,
            ),
            (
                "smtps://mail.example.com:2465",
                "mail.example.com:2465",
                UseOfTls::Immediate,
            ),
            ("smtp://127.0.0.1:1025", "127.0.0.1:1025", UseOfTls::Never),
            ("smtp://[::1]:1025", "::1:1025", UseOfTls::Never),
            ("smtp://læge.dk", "xn--lge-yla.dk:25", UseOfTls::Never),
        ] {
            let url = SmtpUrl::parse(text).unwrap();
            assert_eq!((url.to_string().as_str(), url.tls), (shown, tls), "{text}");
            assert!(url.login.is_none());
        }
    }

    #[test]
    fn user_and_password_are_decoded_and_not_printed() {
        let url = SmtpUrl::parse("smtps://ada%40example.com:hun%3Ater2@mail.example.com").unwrap();
        assert!(!format!("{url:?} {url}").contains("ter2"));
        let login = url.login.unwrap();
        assert_eq!(login.user, "ada@example.com");
        assert_eq!(login.password.expose(), "hun:ter2");
    }

    #[test]
    fn what_is_wrong_is_said_without_quoting_it() {
        for (text, wrong) in [
            ("mail.example.com", InvalidSmtpUrl::Malformed),
            ("http://mail.example.com", InvalidSmtpUrl::Malformed),
            ("smtp://", InvalidSmtpUrl::Malformed),
            ("smtp:mail.example.com", InvalidSmtpUrl::Malformed),
            ("smtp://mail.example.com/inbox", InvalidSmtpUrl::Malformed),
            ("smtps://ada@mail.example.com", InvalidSmtpUrl::Malformed),
            (
                "smtp://mail.example.com?tls=no",
                InvalidSmtpUrl::UnknownSetting,
            ),
            (
                "smtp://mail.example.com?tls=required&x=y",
                InvalidSmtpUrl::UnknownSetting,
            ),
            (
                "smtps://mail.example.com?tls=required",
                InvalidSmtpUrl::UnknownSetting,
            ),
            (
                "smtp://ada:hunter2@mail.example.com",
                InvalidSmtpUrl::PasswordInTheClear,
            ),
        ] {
            let refused = SmtpUrl::parse(text).unwrap_err();
            assert_eq!(refused, wrong, "{text}");
            assert!(!refused.to_string().contains("hunter2"));
        }
        assert!(SmtpUrl::parse("smtp://ada:hunter2@localhost").is_ok());
        assert!(SmtpUrl::parse("smtp://ada:hunter2@mail.example.com?tls=required").is_ok());
    }
}
