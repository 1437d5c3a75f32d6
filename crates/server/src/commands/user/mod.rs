mod access;
mod create;
mod list;
mod reset_factors;
mod reset_link;
mod show;
mod unlock;

use std::net::IpAddr;

use clap::Subcommand;
use sendook_domain::directory::UserReference;
use sendook_domain::entities::User;
use sendook_domain::values::{EmailAddress, Id};

use crate::commands::arguments::Limit;
use crate::commands::console::Console;
use crate::commands::error::CommandError;
use crate::commands::user::create::NewUser;

#[derive(Subcommand)]
pub(crate) enum UserCommand {
    /// Lists accounts, newest first
    List {
        /// Shows only those whose e-mail address or name contains this, regardless of letter case
        #[arg(long, value_name = "TEXT", default_value = "")]
        query: String,
        #[command(flatten)]
        limit: Limit,
    },
    /// Shows an account: its organizations, and where it is logged in
    Show {
        /// E-mail address or id
        #[arg(value_parser = reference)]
        user: UserReference,
    },
    /// Clears the failed logins of an account, so that its owner need not wait
    ///
    /// Those of whole addresses are cleared too: of each address from which a login to this account failed, and of the
    /// addresses of its sessions. This leaves a line in the audit trail.
    Unlock {
        /// The account's e-mail address
        #[arg(value_parser = EmailAddress::parse)]
        email: EmailAddress,
        /// Clears the failed logins from this address too, whatever account they were for; may be given more than once
        #[arg(long = "address", value_name = "IP")]
        addresses: Vec<IpAddr>,
    },
    /// Makes an account for somebody, whether registration is open or closed
    ///
    /// The account has an organization and an inbox. It has no API key: the person makes one. Prints a link by which the person
    /// sets a password, unless one is read from standard input.
    Create(NewUser),
    /// Keeps a person out: no login, and every session ends
    ///
    /// API keys that the person made go on, and are listed. A link that sets a password is void. It holds on the next request to
    /// every server.
    Disable {
        /// E-mail address or id
        #[arg(value_parser = reference)]
        user: UserReference,
    },
    /// Lets a person log in again; sessions that have ended stay so
    Enable {
        /// E-mail address or id
        #[arg(value_parser = reference)]
        user: UserReference,
    },
    /// Makes a link by which a person sets a new password
    ///
    /// It works once, for 30 minutes, and takes the place of an earlier one. Whoever has it can take over the account. When it is
    /// used, every session of the person ends.
    ResetLink {
        /// E-mail address or id
        #[arg(value_parser = reference)]
        user: UserReference,
    },
    /// Takes every second factor and recovery code of an account away
    ///
    /// For a person who has lost all of them. First make sure in another way who asks: from then on the password alone logs in. It is
    /// recorded in the audit trail, and the person is told by mail. Sessions go on.
    ResetFactors {
        /// E-mail address or id
        #[arg(value_parser = reference)]
        user: UserReference,
    },
    /// Notes that an e-mail address is known to be the person's
    VerifyEmail {
        /// E-mail address or id
        #[arg(value_parser = reference)]
        user: UserReference,
    },
}

pub(super) fn run(console: &Console, command: UserCommand) -> Result<(), CommandError> {
    match command {
        UserCommand::List { query, limit } => list::list(console, &query, &limit),
        UserCommand::Show { user } => show::show(console, &user),
        UserCommand::Unlock { email, addresses } => unlock::unlock(console, &email, &addresses),
        UserCommand::Create(new) => create::create(console, new),
        UserCommand::Disable { user } => access::disable(console, &find(console, &user)?),
        UserCommand::Enable { user } => access::enable(console, &find(console, &user)?),
        UserCommand::ResetLink { user } => reset_link::make(console, &find(console, &user)?),
        UserCommand::ResetFactors { user } => reset_factors::reset(console, &find(console, &user)?),
        UserCommand::VerifyEmail { user } => access::verify_email(console, &find(console, &user)?),
    }
}

/// Reads an e-mail address or an id for clap.
fn reference(text: &str) -> Result<UserReference, String> {
    if text.contains('@') {
        let email = EmailAddress::parse(text).map_err(|error| error.to_string())?;
        return Ok(UserReference::Email(email));
    }
    let id = Id::parse(text).map_err(|error| error.to_string())?;
    Ok(UserReference::Id(id))
}

/// The account that is meant.
fn find(console: &Console, reference: &UserReference) -> Result<User, CommandError> {
    let directory = &console.services.directory;
    let found = directory.user(&console.operator, reference)?;
    found.ok_or_else(|| match reference {
        UserReference::Id(id) => CommandError::refused(format_args!("No account has the id {id}.")),
        UserReference::Email(email) => no_such_account(email),
    })
}

fn no_such_account(email: &EmailAddress) -> CommandError {
    let email = email.as_typed();
    CommandError::refused(format_args!("No account has the e-mail address {email}."))
}
