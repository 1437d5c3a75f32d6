use std::fmt::Display;

use sendook_domain::entities::{ClientInfo, User};
use sendook_domain::values::Id;

/// Writes a wrong password to the log, for programs that watch it (fail2ban): from which address, for which account
/// (`-` where there is none), in which request. Nothing in the line is a text of the client's, the address as typed
/// least of all: people type passwords there.
pub(crate) fn note_failed(act: &str, account: Option<&Id<User>>, origin: &ClientInfo) {
    log::info!(
        target: "sendook::login",
        "{act} failed: client={} account={} request={}",
        or_dash(origin.ip.as_ref()),
        or_dash(account),
        or_dash(origin.request_id.as_ref()),
    );
}

fn or_dash(value: Option<&impl Display>) -> String {
    value.map_or_else(|| "-".to_owned(), ToString::to_string)
}
