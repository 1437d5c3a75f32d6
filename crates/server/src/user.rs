use std::net::IpAddr;
use std::sync::Arc;

use sendook_domain::services::Services;
use sendook_domain::values::EmailAddress;

use crate::console::print;
use crate::error::ServerError;
use crate::settings::Settings;
use crate::wiring;

/// Clears the failed logins of an account, from every address, and those of the addresses that its owner may be waiting for.
pub(crate) async fn unlock(
    settings: &Settings,
    email: &str,
    addresses: &[IpAddr],
) -> Result<(), ServerError> {
    let email = EmailAddress::parse(email).map_err(ServerError::Email)?;
    let store = Arc::new(wiring::open_existing(settings).await?);
    let ports = wiring::ports(settings, store)?;
    let services = Services::new(&ports, &wiring::service_settings(settings));
    let unlocked = services
        .login_throttle
        .unlock(&email, addresses)
        .map_err(ServerError::Store)?;
    let email = email.as_typed();
    let Some(addresses) = unlocked else {
        return Err(ServerError::NoSuchAccount(email.to_owned()));
    };
    print(format_args!("The failed logins of {email} are forgotten."));
    if !addresses.is_empty() {
        print(format_args!(
            "So are all failed logins from {}.",
            addresses.join(", ")
        ));
    }
    Ok(())
}
