use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};

use crate::connection::{MultiBackend, SqlConnection};

/// Whether the SQL expression `of` contains a text, regardless of the case of ASCII letters. No `LIKE`, whose wildcards would
/// have to be escaped. Letters other than ASCII keep their case on both databases, whatever the language of the server.
pub(super) fn contains<T: 'static>(
    connection: &SqlConnection,
    of: &str,
    text: &str,
) -> Box<dyn BoxableExpression<T, MultiBackend, SqlType = Bool>> {
    // The position of a text in another, from 1; 0: nowhere.
    let position = match connection {
        SqlConnection::Sqlite(_) => format!("instr(lower({of}), "),
        #[cfg(feature = "postgres")]
        SqlConnection::Postgres(_) => format!("strpos(lower(({of}) COLLATE \"C\"), "),
    };
    // PostgreSQL takes no text with this character, and so nothing contains it.
    let (text, found) = if text.contains('\0') {
        (String::new(), ") < 0")
    } else {
        (text.to_ascii_lowercase(), ") > 0")
    };
    Box::new(sql::<Bool>(&position).bind::<Text, _>(text).sql(found))
}
