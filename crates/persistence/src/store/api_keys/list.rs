use std::ops::Range;

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use sendook_domain::entities::{ApiKey, Organization};
use sendook_domain::ports::{KeyFilter, Page, Pagination};
use sendook_domain::values::Id;

use super::super::sql_store::AFTER_ALL_IDS;
use super::assembly::assemble;
use super::filter::{Keys, filtered};
use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::primary::on_primary;
use crate::rows::{self, ApiKeyRow, micros};
use crate::schema::api_keys;

/// A page of those of these keys that the filter lets through, newest first.
pub(super) fn list(
    connection: &mut SqlConnection,
    keys: Keys<'_>,
    filter: &KeyFilter,
    page: &Pagination<ApiKey>,
) -> SqlResult<Page<ApiKey>> {
    let after = page.after.as_ref().map_or(AFTER_ALL_IDS, Id::as_str);
    let rows = filtered(connection, keys, filter)
        .filter(api_keys::id.lt(after))
        .filter(on_primary())
        .order(api_keys::id.desc())
        .limit(page.rows_to_read().into())
        .load::<ApiKeyRow>(connection)?;
    let keys = assemble(connection, rows)?.into_iter();
    Ok(page.listing(keys.map(|found| found.key).collect(), |key| key.id.clone()))
}

/// The ids of those of these keys that the filter lets through, from this one on, oldest first.
pub(super) fn ids_from(
    connection: &mut SqlConnection,
    keys: Keys<'_>,
    filter: &KeyFilter,
    from: &Id<ApiKey>,
    limit: u16,
) -> SqlResult<Vec<Id<ApiKey>>> {
    let found = filtered(connection, keys, filter)
        .filter(api_keys::id.ge(from.as_str().to_owned()))
        .filter(on_primary())
        .order(api_keys::id.asc())
        .limit(limit.into())
        .select(api_keys::id)
        .load::<String>(connection)?;
    Ok(rows::ids(&found)?)
}

/// The enabled keys of an organization that expire in a time, in the order of their ends.
pub(super) fn that_expire(
    connection: &mut SqlConnection,
    organization: &Id<Organization>,
    within: &Range<DateTime<Utc>>,
    limit: u16,
) -> SqlResult<Vec<ApiKey>> {
    // An index on a condition is of use where the statement itself says so, and not a parameter.
    let enabled = match connection {
        SqlConnection::Sqlite(_) => "active = 1",
        #[cfg(feature = "postgres")]
        SqlConnection::Postgres(_) => "active",
    };
    let rows = api_keys::table
        .filter(sql::<Bool>(enabled))
        .filter(api_keys::organization_id.eq(organization.as_str()))
        .filter(api_keys::expires_at.ge(micros(&within.start)))
        .filter(api_keys::expires_at.lt(micros(&within.end)))
        .filter(on_primary())
        .order((api_keys::expires_at, api_keys::id))
        .limit(limit.into())
        .load::<ApiKeyRow>(connection)?;
    let keys = assemble(connection, rows)?.into_iter();
    Ok(keys.map(|found| found.key).collect())
}
