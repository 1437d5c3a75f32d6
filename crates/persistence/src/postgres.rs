//! How a PostgreSQL server is reached.

use std::fmt;

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};

use crate::connector::Purpose;
use crate::{OpenError, StoreOptions};

/// What every connection asks for unless the URL says otherwise. A server that is gone without a word is
/// noticed within 3 s. A standby is not taken for the server: what it has not heard of yet is a revocation.
const DEFAULTS: [(&str, &str); 7] = [
    ("application_name", "sendook"),
    ("target_session_attrs", "read-write"),
    ("keepalives", "1"),
    ("keepalives_idle", "5"),
    ("keepalives_interval", "1"),
    ("keepalives_count", "3"),
    ("tcp_user_timeout", "3000"),
];

/// What `target_session_attrs` may ask for.
const PRIMARIES: [&str; 2] = ["read-write", "primary"];

/// A write that is acknowledged must survive the loss of power, whatever the server's own setting. The
/// work of servers that are cut off must not hold locks.
const SETTINGS: &str = "SELECT set_config('synchronous_commit', 'on', false) \
     WHERE current_setting('synchronous_commit') = 'off'; \
     SET idle_in_transaction_session_timeout = '10s';";

/// The URL of a PostgreSQL server. Shown without password and settings.
#[derive(Clone)]
pub(crate) struct PostgresUrl(String);

impl PostgresUrl {
    /// # Errors
    /// [`OpenError::StandbyWanted`] if the URL lets a standby answer: no setting may turn off that a revocation holds on the
    /// next request.
    pub(crate) fn parse(url: &str) -> Result<Self, OpenError> {
        let settings = url.split_once('?').map_or("", |(_, settings)| settings);
        let wanted = settings
            .split('&')
            .filter_map(|setting| setting.strip_prefix("target_session_attrs="));
        match wanted.into_iter().find(|value| !PRIMARIES.contains(value)) {
            None => Ok(Self(url.to_owned())),
            Some(value) => Err(OpenError::StandbyWanted(value.to_owned())),
        }
    }

    /// The URL with our settings added where the operator has none of their own.
    fn with_settings(&self, options: &StoreOptions) -> String {
        let seconds = options.connect_timeout.as_secs_f64().ceil().max(2.0);
        let timeout = format!("{seconds:.0}");
        let mut url = self.0.clone();
        let ours = DEFAULTS.into_iter().chain([("connect_timeout", &*timeout)]);
        for (name, value) in ours {
            if !self.0.contains(&format!("{name}=")) {
                let separator = if url.contains('?') { '&' } else { '?' };
                url.push(separator);
                url.extend([name, "=", value]);
            }
        }
        url
    }

    /// What stands between the scheme and the settings, split where the user's name and password end.
    /// The last `@` counts, so that a password with an unescaped one is not shown in part.
    fn parts(&self) -> (Option<&str>, &str) {
        let rest = self.0.split_once("://").map_or("", |(_, rest)| rest);
        match rest.rsplit_once('@') {
            Some((user, server)) => (Some(user), server),
            None => (None, rest),
        }
    }

    /// Whether a message repeats any of the password. libpq quotes parts of a URL that it cannot read.
    fn leaks_into(&self, message: &str) -> bool {
        let in_settings = self.0.split_once("password=").map(|(_, rest)| rest);
        let in_settings = in_settings.and_then(|rest| rest.split('&').next());
        let password = self.parts().0.and_then(|user| user.split_once(':'));
        let password = password.map(|(_, password)| password);
        [in_settings, password]
            .into_iter()
            .flatten()
            .flat_map(|password| password.split(['@', ':', '/', '?', '#', '%']))
            .any(|piece| !piece.is_empty() && message.contains(piece))
    }
}

impl fmt::Display for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (user, server) = self.parts();
        f.write_str("postgres://")?;
        if let Some(user) = user {
            write!(f, "{}@", user.split(':').next().unwrap_or(""))?;
        }
        f.write_str(server.split('?').next().unwrap_or(""))
    }
}

impl fmt::Debug for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PostgresUrl({self})")
    }
}

/// What libpq says of a server that takes no writes.
const READ_ONLY: [&str; 2] = ["session is read-only", "server is in hot standby mode"];

fn one_line(message: &str) -> String {
    message.trim().replace('\n', "; ")
}

/// Reaches a server. An error is a sentence without any password.
pub(crate) fn connect(
    url: &PostgresUrl,
    options: &StoreOptions,
    purpose: Purpose,
) -> Result<PgConnection, String> {
    let refuse = |message: String| {
        if url.leaks_into(&message) {
            "the URL or the password is wrong (special characters in a password must be \
             percent-encoded)"
                .to_owned()
        } else if READ_ONLY.iter().any(|text| message.contains(text)) {
            format!(
                "{}; it is a standby: the URL must name the primary",
                one_line(&message)
            )
        } else {
            one_line(&message)
        }
    };
    let mut connection = PgConnection::establish(&url.with_settings(options))
        .map_err(|error| refuse(error.to_string()))?;
    // English messages, which `error` reads. Only some users may ask for them.
    let _ = connection.batch_execute("SET lc_messages = 'C'");
    let limit = match purpose {
        Purpose::Migrate | Purpose::CopyFrom | Purpose::CopyTo => 0,
        Purpose::Read | Purpose::Write => options.statement_timeout.as_millis(),
    };
    connection
        .batch_execute(&format!("{SETTINGS} SET statement_timeout = {limit};"))
        .map_err(|error| refuse(error.to_string()))?;
    Ok(connection)
}
