use std::sync::Arc;

use sendook_domain::use_cases::LoginThrottle;
use sendook_domain::values::EmailAddress;

use crate::console::tell;
use crate::error::ServerError;
use crate::settings::Settings;
use crate::wiring;

/// Forgets the failed logins of an account, from every address.
pub(crate) async fn unlock(settings: &Settings, email: &str) -> Result<(), ServerError> {
    let email = EmailAddress::parse(email).map_err(ServerError::Email)?;
    let store = Arc::new(wiring::open_store(settings).await?);
    let ports = wiring::ports(settings, store)?;
    LoginThrottle::new(ports, true)
        .unlock(&email)
        .map_err(ServerError::Store)?;
    tell(format_args!(
        "The failed logins of {} are forgotten.",
        email.as_typed()
    ));
    Ok(())
}
