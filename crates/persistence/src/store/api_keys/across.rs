//! Keys of all organizations, for operators.

use diesel::prelude::*;
use sendook_domain::entities::ApiKey;
use sendook_domain::ports::{KeyFilter, KeyReference, Page, Pagination};

use super::super::sql_store::AFTER_ALL_IDS;
use super::assembly::assemble;
use super::list::list;
use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::primary::on_primary;
use crate::rows::ApiKeyRow;
use crate::schema::{api_key_secrets, api_keys};

pub(in crate::store) fn list_all(
    connection: &mut SqlConnection,
    filter: &KeyFilter,
    page: &Pagination<ApiKey>,
) -> SqlResult<Page<ApiKey>> {
    list(connection, api_keys::table.into_boxed(), filter, page)
}

pub(in crate::store) fn referred_to(
    connection: &mut SqlConnection,
    reference: &KeyReference,
    most: u16,
) -> SqlResult<Vec<ApiKey>> {
    let keys = api_keys::table.into_boxed();
    let keys = match reference {
        KeyReference::IdStart(start) => {
            let end = format!("{start}{AFTER_ALL_IDS}");
            keys.filter(api_keys::id.ge(start.as_str().to_owned()))
                .filter(api_keys::id.lt(end))
        }
        KeyReference::Hint(hint) => keys.filter(
            api_keys::id.eq_any(
                api_key_secrets::table
                    .filter(api_key_secrets::hint.eq(hint.clone()))
                    .select(api_key_secrets::api_key_id),
            ),
        ),
    };
    let rows = keys
        .filter(on_primary())
        .order(api_keys::id)
        .limit(most.into())
        .load::<ApiKeyRow>(connection)?;
    let keys = assemble(connection, rows)?.into_iter();
    Ok(keys.map(|found| found.key).collect())
}
