mod change;
mod create;
mod identify;
mod list;
mod rotate;
mod show;
mod windows;

use clap::Subcommand;
use sendook_domain::directory::KeyLookupError;
use sendook_domain::entities::ApiKey;
use sendook_domain::ports::KeyReference;

use crate::commands::console::Console;
use crate::commands::error::CommandError;
use crate::commands::key::create::NewKey;
use crate::commands::key::list::KeyList;
use crate::commands::key::rotate::KeyRotation;

#[derive(Subcommand)]
pub(crate) enum KeyCommand {
    /// Lists API keys, newest first
    List(KeyList),
    /// Shows an API key
    Show(OneKey),
    /// Makes an API key, and prints its secret, which is shown this once
    ///
    /// Standard output has the secret alone, as in `KEY=$(sendook key create --org ID --name NAME)`, or with --json the key as the
    /// HTTP API answers it; standard error says which key it is.
    Create(NewKey),
    /// Refuses an API key from the next request on, until it is enabled again
    Disable(OneKey),
    /// Lets a disabled API key in again
    ///
    /// A key that was disabled because it leaked has to be rotated first.
    Enable(OneKey),
    /// Gives an API key a new secret, and prints it, which is shown this once
    ///
    /// The old secret goes on for a day, or as --grace says, so that programs can be changed over. That of a leaked key, which can
    /// be enabled again then, does not. Standard output is as for `sendook key create`.
    Rotate(KeyRotation),
    /// Deletes an API key with all its secrets, for good
    Delete(OneKey),
    /// Says which API key a secret is of, even if the key is disabled, has expired or was rotated
    ///
    /// The secret, or a text of any length that holds it, such as a log, is read from standard input, and nowhere else:
    /// arguments show in the list of processes. Exits with 1 if there is no API key that the service knows.
    Identify,
}

/// Which key is meant.
#[derive(clap::Args)]
pub(crate) struct OneKey {
    /// Its id, or at least 20 characters of its beginning, or its hint, as in `sndk_prod_…x4Qz`
    key: String,
}

pub(super) fn run(console: &Console, command: KeyCommand) -> Result<(), CommandError> {
    match command {
        KeyCommand::List(list) => list::list(console, list),
        KeyCommand::Show(one) => show::show(console, &find(console, &one)?),
        KeyCommand::Create(new) => create::create(console, new),
        KeyCommand::Disable(one) => change::set_active(console, &find(console, &one)?, false),
        KeyCommand::Enable(one) => change::set_active(console, &find(console, &one)?, true),
        KeyCommand::Rotate(rotation) => rotate::rotate(console, &rotation),
        KeyCommand::Delete(one) => change::delete(console, &find(console, &one)?),
        KeyCommand::Identify => identify::identify(console),
    }
}

/// The key that is meant. Not a parser of clap's, which would print a secret that was given by mistake.
fn find(console: &Console, one: &OneKey) -> Result<ApiKey, CommandError> {
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
