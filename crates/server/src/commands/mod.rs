//! The operator's commands about what the service keeps. Each opens the database as a server does and calls the same use cases
//! as the HTTP API, so that a change is audited and holds on the next request to every running server.
//!
//! A new command: a variant of its group's enum with what `--help` says of it, and a function that takes the [`Console`] and the
//! arguments. Exit codes: 0, 1 if it was refused or failed, 2 if the command line is wrong.

mod arguments;
pub(crate) mod audit;
mod console;
mod error;
pub(crate) mod export;
pub(crate) mod import;
mod json;
pub(crate) mod key;
mod listing;
pub(crate) mod org;
mod output;
pub(crate) mod secret_key;
mod table;
pub(crate) mod user;

use std::process::ExitCode;

use crate::commands::audit::AuditCommand;
use crate::commands::console::Console;
use crate::commands::error::CommandError;
use crate::commands::export::ExportCommand;
use crate::commands::import::ImportCommand;
use crate::commands::key::KeyCommand;
use crate::commands::org::OrgCommand;
use crate::commands::secret_key::SecretKeyCommand;
use crate::commands::user::UserCommand;
use crate::settings::Settings;

/// The commands about one kind of thing.
pub(crate) enum Group {
    User(UserCommand),
    Org(OrgCommand),
    Key(KeyCommand),
    SecretKey(SecretKeyCommand),
    Audit(AuditCommand),
    Import(ImportCommand),
    Export(ExportCommand),
}

/// Runs a command to its end. `as_json`: what it prints is JSON.
pub(crate) async fn run(settings: &Settings, group: Group, as_json: bool) -> ExitCode {
    match outcome(settings, group, as_json).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => error.end(),
    }
}

async fn outcome(settings: &Settings, group: Group, as_json: bool) -> Result<(), CommandError> {
    let console = Console::open(settings, as_json).await?;
    match group {
        Group::User(command) => user::run(&console, command),
        Group::Org(command) => org::run(&console, command),
        Group::Key(command) => key::run(&console, command),
        Group::SecretKey(command) => secret_key::run(&console, &command),
        Group::Audit(command) => audit::run(&console, command),
        Group::Import(command) => import::run(&console, command),
        Group::Export(command) => export::run(&console, command),
    }
}
