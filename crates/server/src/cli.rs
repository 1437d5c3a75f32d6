use std::net::IpAddr;

use clap::{Parser, Subcommand};

use crate::settings::RawSettings;

/// A self-hosted authentication service: accounts, sessions, API keys and the inboxes that they guard.
///
/// Without a command it serves. Every setting can be given as an option or in the environment; the option counts. An empty one counts as
/// not set.
#[derive(Parser)]
#[command(name = "sendook", version)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) settings: RawSettings,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Brings the schema of the database up to date
    Migrate {
        /// Only tells what is pending. Ends with 0 if nothing is, with 1 if something is, with 2 if that
        /// cannot be told
        #[arg(long)]
        check: bool,
    },
    /// Copies a whole database into another, empty one, and compares every row
    ///
    /// The target is migrated first. Stop every server that runs on the source: what is written meanwhile
    /// would not be copied. A password need not stand in a URL: PostgreSQL's own PGPASSWORD and PGPASSFILE
    /// count.
    Copy {
        /// The database to copy from, which stays as it is
        #[arg(long, value_name = "URL")]
        from: String,
        /// The database to copy to, which must be empty
        #[arg(long, value_name = "URL")]
        to: String,
    },
    /// Deletes what is over, as servers do every minute: sessions, counts of failed logins, old lines of the audit trail
    ///
    /// Deletes nothing, and ends with 1, while the clock is not believed: after it jumped, or after no server ran for more
    /// than a day.
    Sweep {
        /// Believes the clock of this machine: whatever is over by it is deleted at once, and servers go on sweeping
        #[arg(long)]
        now: bool,
    },
    /// Helps people with their accounts
    User {
        #[command(subcommand)]
        command: UserCommand,
    },
}

#[derive(Subcommand)]
pub(crate) enum UserCommand {
    /// Forgets the failed logins of an account, so that its owner need not wait
    ///
    /// Those of whole addresses are forgotten too: of each from which somebody failed to log in to this account, and of
    /// those of its sessions. The audit trail gets a line.
    Unlock {
        /// The account's e-mail address
        email: String,
        /// Forgets the failed logins of this address too, whatever account they were of; may be given more than once
        #[arg(long = "address", value_name = "IP")]
        addresses: Vec<IpAddr>,
    },
}
