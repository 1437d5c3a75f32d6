use chrono::{DateTime, Utc};
use sendook_domain::accounts::IssuedReset;
use sendook_domain::entities::User;
use serde::Serialize;
use serde_json::{Value, json};

use crate::commands::arguments::shown;
use crate::commands::console::Console;
use crate::commands::error::CommandError;
use crate::console::eprint;

/// A link that sets a password, to be shown once.
pub(super) struct ResetLink {
    url: String,
    token: String,
    expires_at: DateTime<Utc>,
    is_public: bool,
}

/// Prints a link by which a person sets a new password.
pub(super) fn make(console: &Console, user: &User) -> Result<(), CommandError> {
    let link = issued(console, user)?;
    link.show(console, user, &link.document())
}

/// Makes a link.
pub(super) fn issued(console: &Console, user: &User) -> Result<ResetLink, CommandError> {
    let issued = console.services.password_reset.issue(user)?;
    let email = user.email.as_typed();
    let IssuedReset { token, expires_at } = issued.ok_or_else(|| {
        CommandError::refused(format_args!(
            "{email} is disabled. \"sendook user enable {email}\" comes first."
        ))
    })?;
    let token = token.expose().to_owned();
    Ok(ResetLink {
        // Browsers send nothing that follows the "#": the token reaches no log.
        url: format!("{}/reset-password#{token}", console.address),
        token,
        expires_at,
        is_public: console.address_is_public,
    })
}

impl ResetLink {
    pub(super) fn document(&self) -> Value {
        json!({"url": self.url, "token": self.token, "expiresAt": shown(self.expires_at)})
    }

    /// Prints the link, alone on standard output, or the document that has it.
    pub(super) fn show(
        &self,
        console: &Console,
        user: &User,
        document: &impl Serialize,
    ) -> Result<(), CommandError> {
        let until = shown(self.expires_at);
        eprint(format_args!(
            "The link sets a password once, until {until}. It is for that person alone."
        ));
        if !self.is_public {
            eprint(
                "SENDOOK_PUBLIC_URL is not set, so that the link leads to where the service listens.",
            );
        }
        console.output.show(document, &self.url).map_err(|error| {
            let email = user.email.as_typed();
            CommandError::refused(format_args!(
                "The link is made, but was not shown. {error} Make another: sendook user reset-link {email}"
            ))
        })
    }
}
