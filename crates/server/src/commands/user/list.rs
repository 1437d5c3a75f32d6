use sendook_domain::entities::User;
use sendook_domain::values::PersonName;
use sendook_web::answers::UserDto;
use serde::Serialize;

use crate::commands::arguments::{Limit, shown};
use crate::commands::console::Console;
use crate::commands::error::CommandError;
use crate::commands::listing::each_page;

/// A person as the HTTP API shows them, and what it shows to nobody.
#[derive(Serialize)]
pub(super) struct AccountDocument<'a> {
    #[serde(flatten)]
    user: UserDto<'a>,
    /// Whether an operator disabled the account.
    disabled: bool,
}

impl<'a> From<&'a User> for AccountDocument<'a> {
    fn from(user: &'a User) -> Self {
        Self {
            user: user.into(),
            disabled: user.is_disabled(),
        }
    }
}

pub(super) fn list(console: &Console, query: &str, limit: &Limit) -> Result<(), CommandError> {
    let directory = &console.services.directory;
    each_page(
        limit,
        |page| directory.users(&console.operator, query, page),
        |users| {
            let columns = ["ID", "E-MAIL", "NAME", "STATE", "VERIFIED", "CREATED"];
            let document = AccountDocument::from;
            console.output.list(users, document, columns, row)
        },
    )
}

fn row(user: &User) -> [String; 6] {
    [
        user.id.to_string(),
        user.email.as_typed().to_owned(),
        full_name(user),
        if user.is_disabled() {
            "disabled"
        } else {
            "active"
        }
        .to_owned(),
        if user.email_verified_at.is_some() {
            "yes"
        } else {
            "no"
        }
        .to_owned(),
        shown(user.created_at),
    ]
}

/// First and last name.
pub(crate) fn full_name(user: &User) -> String {
    let last = user.last_name.as_ref().map(PersonName::as_str);
    let names = [Some(user.first_name.as_str()), last];
    names.into_iter().flatten().collect::<Vec<_>>().join(" ")
}
