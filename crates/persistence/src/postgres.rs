//! How a PostgreSQL server is reached.

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};

use crate::connection::Purpose;
use crate::options::StoreOptions;
use crate::postgres_url::PostgresUrl;

/// What every connection asks for unless the URL says otherwise. A server that is gone without a word is
/// noticed within 3 s. A standby is not accepted: it may lack the last revocations.
const DEFAULTS: [(&str, &str); 7] = [
    ("application_name", "sendook"),
    ("target_session_attrs", "read-write"),
    ("keepalives", "1"),
    ("keepalives_idle", "5"),
    ("keepalives_interval", "1"),
    ("keepalives_count", "3"),
    ("tcp_user_timeout", "3000"),
];

/// A write that is acknowledged must survive the loss of power, whatever the server's own setting. The
/// work of servers that are cut off must not hold locks.
const SETTINGS: &str = "SELECT set_config('synchronous_commit', 'on', false) \
     WHERE current_setting('synchronous_commit') = 'off'; \
     SET idle_in_transaction_session_timeout = '10s';";

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
    let seconds = options.connect_timeout.as_secs_f64().ceil().max(2.0);
    let timeout = format!("{seconds:.0}");
    let defaults = DEFAULTS.into_iter().chain([("connect_timeout", &*timeout)]);
    let mut connection = PgConnection::establish(&url.with_defaults(defaults))
        .map_err(|error| refuse(error.to_string()))?;
    // English messages, which `error` reads. Only some users may ask for them.
    let _ = connection.batch_execute("SET lc_messages = 'C'");
    let limit = match purpose {
        Purpose::Migrate | Purpose::CopyFrom | Purpose::CopyTo => 0,
        Purpose::Read | Purpose::Inspect | Purpose::Write => options.statement_timeout.as_millis(),
    };
    connection
        .batch_execute(&format!("{SETTINGS} SET statement_timeout = {limit};"))
        .map_err(|error| refuse(error.to_string()))?;
    Ok(connection)
}
