//! The filter of a list of keys, as a condition of the query.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use sendook_domain::ports::KeyFilter;

use crate::connection::{MultiBackend, SqlConnection};
use crate::rows::micros;
use crate::schema::api_keys;

pub(super) type Keys<'a> = api_keys::BoxedQuery<'a, MultiBackend>;

/// Leaves those keys that the filter lets through.
pub(super) fn filtered<'a>(
    connection: &SqlConnection,
    mut keys: Keys<'a>,
    filter: &KeyFilter,
) -> Keys<'a> {
    if let Some(active) = filter.active {
        keys = keys.filter(api_keys::active.eq(active));
    }
    if let Some(environment) = filter.environment {
        keys = keys.filter(api_keys::environment.eq(environment.as_str()));
    }
    if let Some(since) = &filter.unused_since {
        let before = api_keys::last_used_at.lt(micros(since)).assume_not_null();
        keys = keys.filter(api_keys::last_used_at.is_null().or(before));
    }
    if let Some(before) = &filter.expires_before {
        keys = keys.filter(api_keys::expires_at.lt(micros(before)));
    }
    if let Some(maker) = filter.created_by.as_deref() {
        let by_user = api_keys::created_by.eq(maker.to_owned()).assume_not_null();
        let by_key = api_keys::created_by_key
            .eq(maker.to_owned())
            .assume_not_null();
        keys = keys.filter(by_user.or(by_key));
    }
    match filter.name_contains.as_deref() {
        None => keys,
        // PostgreSQL takes no text with this character, and so there is no such name.
        Some(text) if text.contains('\0') => keys.filter(sql::<Bool>("1 = 0")),
        Some(text) => keys.filter(
            sql::<Bool>(name_position(connection))
                .bind::<Text, _>(text.to_ascii_lowercase())
                .sql(") > 0"),
        ),
    }
}

/// The position of a text in the name, from 1; 0: nowhere. No `LIKE`, whose wildcards would have to be escaped. Letters
/// other than ASCII keep their case on both databases, whatever the language of the server.
fn name_position(connection: &SqlConnection) -> &'static str {
    match connection {
        SqlConnection::Sqlite(_) => "instr(lower(name), ",
        #[cfg(feature = "postgres")]
        SqlConnection::Postgres(_) => "strpos(lower(name COLLATE \"C\"), ",
    }
}
