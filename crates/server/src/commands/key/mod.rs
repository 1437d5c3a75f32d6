mod change;
mod create;
mod identify;
mod list;
mod one_key;
mod rotate;
mod show;
mod windows;

use clap::Subcommand;

use crate::commands::console::Console;
use crate::commands::error::CommandError;
use crate::commands::key::create::NewKey;
use crate::commands::key::list::KeyList;
use crate::commands::key::one_key::{OneKey, find};
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
