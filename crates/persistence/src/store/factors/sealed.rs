//! The secrets of authenticator apps, for who seals them anew.

use diesel::prelude::*;
use sendook_domain::entities::{Factor, FactorKind, StoredFactor};
use sendook_domain::values::Id;

use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::primary::on_primary;
use crate::rows::FactorRow;
use crate::schema::factors;

pub(in crate::store) fn list(
    connection: &mut SqlConnection,
    after: Option<&Id<Factor>>,
    limit: u32,
) -> SqlResult<Vec<StoredFactor>> {
    let rows = factors::table
        .filter(factors::kind.eq(FactorKind::Totp.as_str()))
        .filter(factors::id.gt(after.map_or("", Id::as_str)))
        .filter(on_primary())
        .order(factors::id)
        .limit(limit.into())
        .load::<FactorRow>(connection)?;
    restored(rows)
}

pub(super) fn newest(connection: &mut SqlConnection, limit: u32) -> SqlResult<Vec<StoredFactor>> {
    let rows = factors::table
        .filter(factors::kind.eq(FactorKind::Totp.as_str()))
        .filter(on_primary())
        .order(factors::id.desc())
        .limit(limit.into())
        .load::<FactorRow>(connection)?;
    restored(rows)
}

fn restored(rows: Vec<FactorRow>) -> SqlResult<Vec<StoredFactor>> {
    let factors = rows.into_iter().map(TryInto::try_into);
    Ok(factors.collect::<Result<_, _>>()?)
}

pub(super) fn replace(
    connection: &mut SqlConnection,
    id: &Id<Factor>,
    before: &[u8],
    after: &[u8],
) -> SqlResult<bool> {
    let replaced = diesel::update(factors::table.find(id.as_str()))
        .filter(factors::secret.eq(before))
        .set(factors::secret.eq(after))
        .execute(connection)?;
    Ok(replaced == 1)
}
