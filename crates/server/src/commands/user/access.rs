use std::fmt;

use sendook_domain::entities::{ApiKey, User};
use sendook_domain::ports::KeyFilter;
use sendook_web::answers::ApiKeyDto;
use serde_json::json;

use crate::commands::arguments::Limit;
use crate::commands::console::Console;
use crate::commands::error::CommandError;
use crate::commands::listing::each_page;
use crate::printable::one_line;

/// What disabling an account did.
struct DisabledText<'a> {
    email: &'a str,
    /// How many sessions ended; `None`: the account was disabled before.
    ended: Option<usize>,
    keys: &'a [ApiKey],
}

/// Disables an account, and lists the keys that go on. Those are listed too if it is disabled already.
pub(super) fn disable(console: &Console, user: &User) -> Result<(), CommandError> {
    let ended = console.services.administration.disable(&user.id)?;
    let keys = enabled_keys(console, user)?;
    let email = user.email.as_typed();
    let api_keys: Vec<_> = keys.iter().map(ApiKeyDto::from).collect();
    let document = json!({
        "email": email,
        "changed": ended.is_some(),
        "sessionsEnded": ended.unwrap_or_default(),
        "apiKeys": api_keys,
    });
    let text = DisabledText {
        email,
        ended,
        keys: &keys,
    };
    console.output.show(&document, text)
}

/// Enables an account.
pub(super) fn enable(console: &Console, user: &User) -> Result<(), CommandError> {
    let changed = console.services.administration.enable(&user.id)?;
    let email = user.email.as_typed();
    let shown = one_line(email);
    let text = if changed {
        format!("{shown} is enabled, and can log in again.")
    } else {
        format!("{shown} is not disabled.")
    };
    let document = json!({"email": email, "changed": changed});
    console.output.show(&document, text)
}

/// Notes that the e-mail address of an account is verified.
pub(super) fn verify_email(console: &Console, user: &User) -> Result<(), CommandError> {
    let changed = console.services.administration.verify_email(&user.id)?;
    let email = user.email.as_typed();
    let shown = one_line(email);
    let text = if changed {
        format!("The e-mail address {shown} is verified.")
    } else {
        format!("The e-mail address {shown} was verified before.")
    };
    let document = json!({"email": email, "changed": changed});
    console.output.show(&document, text)
}

/// The keys that a person made and that are not disabled, in all organizations.
fn enabled_keys(console: &Console, user: &User) -> Result<Vec<ApiKey>, CommandError> {
    let filter = KeyFilter {
        active: Some(true),
        created_by: Some(user.id.to_string()),
        ..KeyFilter::default()
    };
    let mut keys = Vec::new();
    each_page(
        &Limit::default(),
        |page| {
            console
                .services
                .directory
                .keys(&console.operator, &filter, page)
        },
        |found| {
            keys.extend_from_slice(found);
            Ok(())
        },
    )?;
    Ok(keys)
}

impl fmt::Display for DisabledText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let email = one_line(self.email);
        match self.ended {
            None => write!(f, "{email} is disabled already.")?,
            Some(1) => write!(f, "{email} is disabled. 1 session has ended.")?,
            Some(ended) => write!(f, "{email} is disabled. {ended} sessions have ended.")?,
        }
        if self.keys.is_empty() {
            return write!(f, "\nThere are no enabled API keys that this person made.");
        }
        write!(f, "\nAPI keys that this person made, and which go on:")?;
        for key in self.keys {
            let (id, hint) = (&key.id, &key.secret.hint);
            let name = one_line(key.name.as_str());
            write!(f, "\n  {id}  {hint}  {name}, of {}", key.organization_id)?;
        }
        Ok(())
    }
}
