use std::io::{self, IsTerminal as _};

use chrono::SecondsFormat;
use clap::Subcommand;
use indicatif::ProgressBar;
use sendook_crypto::exported_hash;
use sendook_domain::imports::ExportedPerson;

use crate::commands::arguments::Limit;
use crate::commands::console::Console;
use crate::commands::error::CommandError;
use crate::commands::import::AccountRow;
use crate::commands::listing::each_page;
use crate::progress;

#[derive(Subcommand)]
pub(crate) enum ExportCommand {
    /// Writes all accounts as `sendook import users` reads them: one JSON object a line, with the password hash
    ///
    /// Owners of organizations come first, as an organization begins with one. A person in several organizations is written with the one
    /// that they have been in for the longest time. Ctrl-C ends it at any time: it changes nothing.
    Users,
}

pub(super) fn run(
    console: &Console,
    ExportCommand::Users: ExportCommand,
) -> Result<(), CommandError> {
    let progress = if io::stdout().is_terminal() {
        ProgressBar::hidden()
    } else {
        progress::count("accounts")
    };
    for owners in [true, false] {
        users(console, owners, &progress)?;
    }
    progress.finish_and_clear();
    Ok(())
}

/// Writes those who own the organization that they are written with, or the others.
fn users(console: &Console, owners: bool, progress: &ProgressBar) -> Result<(), CommandError> {
    let (services, operator) = (&console.services, &console.operator);
    each_page(
        &Limit::default(),
        |page| services.imports.export(operator, owners, page),
        |people: &[ExportedPerson]| {
            progress.inc(people.len().try_into().unwrap_or_default());
            console.output.json_lines(people.iter().map(row))
        },
    )
}

fn row(person: &ExportedPerson) -> AccountRow {
    let ExportedPerson {
        user,
        password_hash,
        membership,
    } = person;
    let organization = membership.as_ref().map(|(organization, _)| organization);
    let role = membership.as_ref().map(|(_, role)| role);
    AccountRow {
        email: user.email.as_typed().to_owned(),
        first_name: user.first_name.as_str().to_owned(),
        last_name: user.last_name.as_ref().map(|name| name.as_str().to_owned()),
        password_hash: exported_hash(password_hash).map(str::to_owned),
        password_salt: None,
        created_at: Some(user.created_at.to_rfc3339_opts(SecondsFormat::AutoSi, true)),
        email_verified: Some(user.email_verified_at.is_some()),
        organization: organization.map(|organization| organization.id.to_string()),
        organization_name: organization.map(|organization| organization.name.as_str().to_owned()),
        role: role.map(|role| role.as_str().to_owned()),
    }
}
