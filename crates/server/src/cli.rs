use std::path::PathBuf;

use clap::{Parser, Subcommand};
use clap_complete::Shell;

use crate::commands::audit::AuditCommand;
use crate::commands::export::ExportCommand;
use crate::commands::import::ImportCommand;
use crate::commands::key::KeyCommand;
use crate::commands::org::OrgCommand;
use crate::commands::secret_key::SecretKeyCommand;
use crate::commands::user::UserCommand;
use crate::settings::RawSettings;

/// A self-hosted authentication service: accounts, sessions, API keys and the inboxes that they guard.
///
/// Without a command it serves. Every setting can be given as an option or in the environment; the option takes precedence. A
/// blank value counts as not set.
#[derive(Parser)]
#[command(name = "sendook", version)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Option<AnyCommand>,
    #[command(flatten)]
    pub(crate) settings: RawSettings,
}

#[derive(Subcommand)]
pub(crate) enum AnyCommand {
    #[command(flatten)]
    WithSettings(Command),
    /// Looks at the set-up, and says what to do about what is wrong
    ///
    /// Looks at settings, database, schema, files, disk, clock, limits and the public URL, and changes nothing. Give it the settings
    /// of the service, and run it as the service's user. Exits with 1 if anything does not work, or not safely.
    Doctor {
        /// Prints JSON: one document
        #[arg(long)]
        json: bool,
    },
    /// Shows the settings
    Config {
        #[command(subcommand)]
        command: ConfigCommand,
    },
    /// Prints the completions of commands and options for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Prints the page of the manual, for `man -l -`
    Man {
        /// The command that the page is about, such as `user unlock` [default: the program]
        command: Vec<String>,
    },
}

/// The commands that take place only if all settings are valid.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Brings the schema of the database up to date
    Migrate {
        /// Only lists the pending migrations. Exits with 0 if there are none, with 1 if there are some, with 2 if
        /// that cannot be determined
        #[arg(long)]
        check: bool,
    },
    /// Copies a whole database into another, empty one, and compares every row
    ///
    /// The target is migrated first. Stop every server that runs on the source: what is written meanwhile
    /// would not be copied. Passwords need not be in the URLs: PostgreSQL's own PGPASSWORD and PGPASSFILE work
    /// too.
    Copy {
        /// The database to copy from, which stays as it is
        #[arg(long, value_name = "URL")]
        from: String,
        /// The database to copy to, which must be empty
        #[arg(long, value_name = "URL")]
        to: String,
    },
    /// Deletes what has expired, as servers do every minute: sessions, counts of failed logins, old lines of the audit trail
    ///
    /// Deletes nothing, and exits with 1, while the clock is not trusted: after it jumped, or after no server ran for more
    /// than a day.
    Sweep {
        /// Trusts the clock of this machine: deletes at once what has expired by it, and lets servers resume sweeping
        #[arg(long)]
        now: bool,
    },
    /// Copies an SQLite database into a new file while servers use it, and reads the copy back
    ///
    /// The file is one consistent moment, for its owner alone, and needs no -wal beside it. Nothing is overwritten, and nothing
    /// is left of a backup that fails or is interrupted. For PostgreSQL, use `pg_dump`.
    Backup {
        /// The file to make
        file: PathBuf,
        /// Prints JSON: one document
        #[arg(long)]
        json: bool,
    },
    /// Lists, shows, makes, disables and unlocks accounts, and lets people set a new password
    User {
        /// Prints JSON with the names of the HTTP API: one document, or one line for each item of a list
        #[arg(long, global = true)]
        json: bool,
        #[command(subcommand)]
        command: UserCommand,
    },
    /// Lists and shows organizations
    Org {
        /// Prints JSON with the names of the HTTP API: one document, or one line for each item of a list
        #[arg(long, global = true)]
        json: bool,
        #[command(subcommand)]
        command: OrgCommand,
    },
    /// Lists, shows, makes, rotates, disables and deletes API keys, and tells which key a secret is of
    Key {
        /// Prints JSON with the names of the HTTP API: one document, or one line for each item of a list
        #[arg(long, global = true)]
        json: bool,
        #[command(subcommand)]
        command: KeyCommand,
    },
    /// Replaces the key that the secrets of authenticator apps are encrypted under
    SecretKey {
        /// Prints JSON: one document
        #[arg(long, global = true)]
        json: bool,
        #[command(subcommand)]
        command: SecretKeyCommand,
    },
    /// Moves people here from other systems
    Import {
        /// Prints JSON: one document
        #[arg(long, global = true)]
        json: bool,
        #[command(subcommand)]
        command: ImportCommand,
    },
    /// Writes people down for other systems
    Export {
        #[command(subcommand)]
        command: ExportCommand,
    },
    /// Reads the audit trail
    Audit {
        #[command(subcommand)]
        command: AuditCommand,
    },
}

#[derive(Subcommand)]
pub(crate) enum ConfigCommand {
    /// Prints the settings that hold, and where each comes from; passwords in URLs and secret keys are left out
    Print {
        /// Prints JSON: one line for each setting
        #[arg(long)]
        json: bool,
    },
}
