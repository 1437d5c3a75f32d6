use sendook_domain::authorization::Grant;
use sendook_domain::authorization::permission::ManageKeys;
use sendook_domain::entities::{ApiKey, ClientInfo};
use sendook_domain::policies::KeyChange;
use sendook_web::answers::ApiKeyDto;

use super::create::refusal;
use crate::commands::console::Console;
use crate::commands::error::CommandError;
use crate::printable::one_line;

/// Disables a key, or enables it again.
pub(super) fn set_active(
    console: &Console,
    key: &ApiKey,
    active: bool,
) -> Result<(), CommandError> {
    let change = KeyChange {
        active: Some(active),
        ..KeyChange::default()
    };
    let (keys, grant) = (&console.services.keys, grant(console, key)?);
    let changed = keys.change(&grant, &key.id, &change, &ClientInfo::default());
    let outcome = if active {
        "is enabled"
    } else {
        "is disabled: its next request is refused"
    };
    show(console, changed.map_err(refusal)?, outcome)
}

/// Deletes a key.
pub(super) fn delete(console: &Console, key: &ApiKey) -> Result<(), CommandError> {
    let (keys, grant) = (&console.services.keys, grant(console, key)?);
    let deleted = keys.delete(&grant, &key.id, &ClientInfo::default());
    let outcome = "is deleted: its next request is refused";
    show(console, deleted.map_err(refusal)?, outcome)
}

/// The operator's permission to change a key.
pub(super) fn grant(console: &Console, key: &ApiKey) -> Result<Grant<ManageKeys>, CommandError> {
    let organization = console.organization(&key.organization_id)?;
    Ok(Grant::for_operator(&console.operator, &organization))
}

/// The key was there a moment ago.
pub(super) fn gone() -> CommandError {
    CommandError::refused("The API key was deleted at this moment by somebody else.")
}

fn show(console: &Console, key: Option<ApiKey>, outcome: &str) -> Result<(), CommandError> {
    let key = key.ok_or_else(gone)?;
    let text = format!(
        "The API key {} ({}) {outcome}.",
        key.id,
        one_line(key.name.as_str())
    );
    console.output.show(&ApiKeyDto::from(&key), text)
}
