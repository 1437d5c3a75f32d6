use sendook_domain::entities::User;
use sendook_domain::values::PersonName;
use sendook_web::answers::UserDto;

use crate::commands::arguments::{Limit, shown};
use crate::commands::console::Console;
use crate::commands::error::CommandError;
use crate::commands::listing::each_page;

pub(super) fn list(console: &Console, query: &str, limit: &Limit) -> Result<(), CommandError> {
    let directory = &console.services.directory;
    each_page(
        limit,
        |page| directory.users(&console.operator, query, page),
        |users| {
            let columns = ["ID", "E-MAIL", "NAME", "CREATED"];
            console.output.list(users, UserDto::from, columns, row)
        },
    )
}

fn row(user: &User) -> [String; 4] {
    [
        user.id.to_string(),
        user.email.as_typed().to_owned(),
        full_name(user),
        shown(user.created_at),
    ]
}

/// First and last name.
pub(crate) fn full_name(user: &User) -> String {
    let last = user.last_name.as_ref().map(PersonName::as_str);
    let names = [Some(user.first_name.as_str()), last];
    names.into_iter().flatten().collect::<Vec<_>>().join(" ")
}
