use clap::Args;
use sendook_domain::directory::KeyLookupError;
use sendook_domain::entities::ApiKey;
use sendook_domain::ports::KeyReference;

use crate::commands::console::Console;
use crate::commands::error::CommandError;

/// Which key is meant.
#[derive(Args)]
pub(crate) struct OneKey {
    /// Its id, or at least 20 characters of its beginning, or its hint, as in `sndk_prod_…x4Qz`
    key: String,
}

/// The key that is meant. Not a parser of clap's, which would print a secret that was given by mistake.
pub(super) fn find(console: &Console, one: &OneKey) -> Result<ApiKey, CommandError> {
    let reference = KeyReference::parse(&one.key);
    let reference = reference.map_err(|error| CommandError::Usage(error.to_string()))?;
    let found = console
        .services
        .directory
        .key(&console.operator, &reference);
    found.map_err(|error| match error {
        KeyLookupError::Store(error) => error.into(),
        other => CommandError::refused(other),
    })
}
