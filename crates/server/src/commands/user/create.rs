use std::io::{self, BufRead as _, IsTerminal as _, Read as _};

use clap::Args;
use sendook_domain::accounts::{NewPassword, NewPerson, RegistrationError, first_hash, personal};
use sendook_domain::ports::HashError;
use sendook_domain::values::{EmailAddress, InvalidPassword, PersonName, Secret};
use sendook_web::answers::UserDto;
use serde::Serialize;
use serde_json::Value;

use super::reset_link;
use crate::commands::console::Console;
use crate::commands::error::CommandError;
use crate::console::eprint;

/// Whose account is made.
#[derive(Args)]
pub(crate) struct NewUser {
    /// E-mail address
    #[arg(value_parser = EmailAddress::parse)]
    email: EmailAddress,
    /// First name
    #[arg(long, value_name = "NAME", value_parser = PersonName::parse)]
    first_name: PersonName,
    /// Last name
    #[arg(long, value_name = "NAME", value_parser = PersonName::parse)]
    last_name: Option<PersonName>,
    /// Reads the password from the first line of standard input, instead of making a link by which the person sets one
    #[arg(long)]
    password_stdin: bool,
}

/// As the HTTP API shows a person, with the link by which that person sets a password.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CreatedDocument<'a> {
    #[serde(flatten)]
    user: UserDto<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reset_link: Option<Value>,
}

/// Longer than any password, in bytes.
const LONGEST_LINE: u64 = 4096;

pub(super) fn create(console: &Console, new: NewUser) -> Result<(), CommandError> {
    let person = NewPerson {
        email: new.email,
        first_name: new.first_name,
        last_name: new.last_name,
    };
    let chosen = new
        .password_stdin
        .then(|| password(console, &person))
        .transpose()?;
    let hash = first_hash(chosen.as_ref(), &*console.secrets, &*console.passwords);
    let hash = hash.map_err(|error: HashError| CommandError::refused(error))?;
    let user = console.services.registration.create(&person, &hash);
    let user = user.map_err(|error| match error {
        RegistrationError::Store(error) => error.into(),
        other => CommandError::refused(other),
    })?;
    let (id, email) = (&user.id, user.email.as_typed());
    let made = format!("The account {id} is made for {email}.");
    let document = |reset_link| CreatedDocument {
        user: UserDto::from(&user),
        reset_link,
    };
    if chosen.is_some() {
        return console.output.show(&document(None), made);
    }
    eprint(made);
    let link = reset_link::issued(console, &user)?;
    link.show(console, &user, &document(Some(link.document())))
}

/// Reads a password, and judges it as a registration does.
fn password(console: &Console, person: &NewPerson) -> Result<NewPassword, CommandError> {
    if io::stdin().is_terminal() {
        eprint("Type the password, and press Enter. It will show.");
    }
    let mut line = Vec::new();
    let mut input = io::stdin().lock().take(LONGEST_LINE);
    input.read_until(b'\n', &mut line)?;
    if input.limit() == 0 {
        return Err(CommandError::refused(InvalidPassword::TooLong));
    }
    let line = String::from_utf8(line)
        .map(Secret::new)
        .map_err(|_| CommandError::refused("The password is not UTF-8."))?;
    let personal = personal(&person.email, &person.first_name, person.last_name.as_ref());
    let text = line.expose().trim_end_matches(['\r', '\n']);
    let judged = console.services.new_passwords.check(text, &personal);
    judged.map_err(CommandError::refused)
}
