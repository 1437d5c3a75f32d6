use std::net::IpAddr;

use sendook_domain::values::EmailAddress;
use serde_json::json;

use super::no_such_account;
use crate::commands::console::Console;
use crate::commands::error::CommandError;

/// Clears the failed logins of an account, from every address, and those of the addresses that its owner may be waiting for.
pub(super) fn unlock(
    console: &Console,
    email: &EmailAddress,
    addresses: &[IpAddr],
) -> Result<(), CommandError> {
    let throttle = &console.services.login_throttle;
    let unlocked = throttle.unlock(email, addresses)?;
    let addresses = unlocked.ok_or_else(|| no_such_account(email))?;
    let email = email.as_typed();
    let mut text = format!("The failed logins of {email} are forgotten.");
    if !addresses.is_empty() {
        text += "\nSo are all failed logins from ";
        text += &addresses.join(", ");
        text += ".";
    }
    let document = json!({"email": email, "addresses": addresses});
    console.output.show(&document, text)
}
