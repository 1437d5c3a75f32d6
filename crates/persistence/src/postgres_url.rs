//! The URL of a PostgreSQL server, as libpq reads it: it may name several servers, separated by commas, which a
//! parser of ordinary URLs refuses.

use std::borrow::Cow;
use std::fmt;

use percent_encoding::percent_decode_str;

use crate::open_error::OpenError;

/// What `target_session_attrs` may ask for.
const PRIMARIES: [&str; 2] = ["read-write", "primary"];

/// The URL of a PostgreSQL server. Shown without password and settings.
#[derive(Clone)]
pub(crate) struct PostgresUrl(String);

impl PostgresUrl {
    /// # Errors
    /// [`OpenError::StandbyWanted`] if the URL lets a standby answer: no setting may turn off that a revocation holds on the
    /// next request.
    pub(crate) fn parse(url: &str) -> Result<Self, OpenError> {
        let url = Self(url.to_owned());
        let refused = url.settings().find_map(|(name, value)| {
            let value = decoded(value);
            let refused = name == "target_session_attrs" && !PRIMARIES.contains(&&*value);
            refused.then(|| value.into_owned())
        });
        refused.map_or(Ok(url), |value| Err(OpenError::StandbyWanted(value)))
    }

    /// The URL with these settings added where the operator has none of their own.
    pub(crate) fn with_defaults<'a>(
        &self,
        defaults: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> String {
        let mut url = self.0.clone();
        let mut separator = match self.halves().1 {
            None => "?",
            Some("") => "",
            Some(_) => "&",
        };
        for (name, value) in defaults {
            if self.settings().all(|(own, _)| own != name) {
                url.extend([separator, name, "=", value]);
                separator = "&";
            }
        }
        url
    }

    /// Whether a message repeats any of the password. libpq quotes parts of a URL that it cannot read.
    pub(crate) fn leaks_into(&self, message: &str) -> bool {
        let in_settings = self.settings().filter(|(name, _)| name == "password");
        let in_settings = in_settings.map(|(_, value)| value);
        let password = self.user_and_server().0;
        let password = password.and_then(|user| user.split_once(':'));
        in_settings
            .chain(password.map(|(_, password)| password))
            .flat_map(|password| password.split(['@', ':', '/', '?', '#', '%']))
            .any(|piece| !piece.is_empty() && message.contains(piece))
    }

    fn after_scheme(&self) -> &str {
        self.0.split_once("://").map_or("", |(_, rest)| rest)
    }

    /// What comes before the settings, and the settings. A `?` of the password begins none: libpq takes what comes before
    /// an `@` for user and password, unless there is a `/` in it.
    fn halves(&self) -> (&str, Option<&str>) {
        let rest = self.after_scheme();
        let user = rest
            .find(['@', '/'])
            .filter(|end| rest[*end..].starts_with('@'));
        let start = user.unwrap_or(0);
        match rest[start..].find('?') {
            None => (rest, None),
            Some(mark) => (&rest[..start + mark], Some(&rest[start + mark + 1..])),
        }
    }

    /// The names of the settings, decoded, and their values as they are written.
    fn settings(&self) -> impl Iterator<Item = (Cow<'_, str>, &str)> {
        let settings = self.halves().1.unwrap_or("").split('&');
        settings
            .filter_map(|setting| setting.split_once('='))
            .map(|(name, value)| (decoded(name), value))
    }

    /// What is between the scheme and the settings, split where the user's name and password end. The last `@` counts,
    /// and so does one in what would be no settings, so that a password with unescaped characters is not shown in part.
    fn user_and_server(&self) -> (Option<&str>, &str) {
        let (mut shown, settings) = self.halves();
        let first = settings.and_then(|settings| settings.split_once('@'));
        if first.is_some_and(|(setting, _)| !setting.contains('=')) {
            shown = self.after_scheme();
        }
        match shown.rsplit_once('@') {
            Some((user, server)) => (Some(user), server.split('?').next().unwrap_or("")),
            None => (None, shown),
        }
    }
}

fn decoded(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8_lossy()
}

impl fmt::Display for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (user, server) = self.user_and_server();
        f.write_str("postgres://")?;
        if let Some(user) = user {
            write!(f, "{}@", user.split(':').next().unwrap_or(""))?;
        }
        f.write_str(server)
    }
}

impl fmt::Debug for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PostgresUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> PostgresUrl {
        PostgresUrl::parse(text).unwrap()
    }

    #[test]
    fn a_default_gives_way_to_a_setting_of_the_operator_and_to_nothing_else() {
        for (text, wanted) in [
            ("postgres://db/x", "postgres://db/x?connect_timeout=2"),
            ("postgres://db/x?", "postgres://db/x?connect_timeout=2"),
            (
                "postgres://db/x?a=b",
                "postgres://db/x?a=b&connect_timeout=2",
            ),
            (
                "postgres://db/x?connect_timeout=9",
                "postgres://db/x?connect_timeout=9",
            ),
            (
                "postgres://db/x?connect%5Ftimeout=9",
                "postgres://db/x?connect%5Ftimeout=9",
            ),
            (
                "postgres://ada:connect_timeout=9@db/x",
                "postgres://ada:connect_timeout=9@db/x?connect_timeout=2",
            ),
            (
                "postgres://ada:hun?ter@db/x",
                "postgres://ada:hun?ter@db/x?connect_timeout=2",
            ),
            (
                "postgres://ada@one:5432,two:5433/x?sslmode=require",
                "postgres://ada@one:5432,two:5433/x?sslmode=require&connect_timeout=2",
            ),
        ] {
            assert_eq!(url(text).with_defaults([("connect_timeout", "2")]), wanted);
        }
    }

    #[test]
    fn no_part_of_a_password_is_shown() {
        for (text, wanted) in [
            (
                "postgresql://ada:hun@db:5432/x?sslmode=require",
                "postgres://ada@db:5432/x",
            ),
            ("postgres://ada:hun@ter2@db/x", "postgres://ada@db/x"),
            ("postgres://ada:hun/ter2@db/x", "postgres://ada@db/x"),
            ("postgres://ada:hun?ter2@db/x", "postgres://ada@db/x"),
            ("postgres://ada:hun/t?er2@db/x", "postgres://ada@db/x"),
            (
                "postgres://ada@db/x?password=hun@ter2",
                "postgres://ada@db/x",
            ),
            (
                "postgres://one:5432,two:5433/x?user=ada@corp",
                "postgres://one:5432,two:5433/x",
            ),
        ] {
            assert_eq!(url(text).to_string(), wanted);
            assert!(!text.contains("hun") || url(text).leaks_into("invalid port: \"hun\""));
        }
        let shown = "connection to server at \"two\", port 5433 failed";
        assert!(!url("postgres://one:5432,two:5433/x?user=ada@corp").leaks_into(shown));
    }

    #[test]
    fn no_spelling_of_a_setting_lets_a_standby_answer() {
        for setting in ["target_session_attrs=any", "target%5Fsession_attrs=%61ny"] {
            let refused = PostgresUrl::parse(&format!("postgres://db/x?{setting}"));
            assert!(matches!(refused, Err(OpenError::StandbyWanted(value)) if value == "any"));
        }
        url("postgres://db/x?target_session_attrs=read%2Dwrite");
    }
}
