//! How keys were used, added to what other servers have written down.

use chrono::{DateTime, Utc};
use diesel::dsl::case_when;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use sendook_domain::policies::latest_use;
use sendook_domain::ports::KeyUse;

#[cfg(feature = "postgres")]
use super::usage_postgres;
use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::rows::micros;
use crate::schema::{api_key_secrets, api_keys};

/// Adds up the use of several keys on SQLite; `usage_postgres` has the same rules.
pub(super) fn record(
    connection: &mut SqlConnection,
    used: &[KeyUse],
    now: &DateTime<Utc>,
) -> SqlResult<()> {
    let latest = micros(&latest_use(*now));
    #[cfg(feature = "postgres")]
    if let SqlConnection::Postgres(server) = connection {
        return Ok(usage_postgres::record(server, used, latest)?);
    }
    for used in used {
        record_key(connection, used, latest)?;
        record_secrets(connection, used, latest)?;
    }
    Ok(())
}

fn record_key(connection: &mut SqlConnection, used: &KeyUse, latest: i64) -> QueryResult<()> {
    let at = micros(&used.last_at);
    let ip = used.last_ip.map(|ip| ip.to_string());
    let later_is_known = || api_keys::last_used_at.between(at + 1, latest);
    let last_used_at = case_when(later_is_known(), api_keys::last_used_at)
        .otherwise(at.into_sql::<Nullable<BigInt>>());
    let last_used_ip = case_when(later_is_known(), api_keys::last_used_ip)
        .otherwise(ip.into_sql::<Nullable<Text>>());
    let requests = i64::try_from(used.requests).unwrap_or(i64::MAX);
    diesel::update(api_keys::table.find(used.key_id.as_str()))
        .set((
            api_keys::request_count.eq(api_keys::request_count + requests),
            api_keys::last_used_at.eq(last_used_at),
            api_keys::last_used_ip.eq(last_used_ip),
        ))
        .execute(connection)?;
    Ok(())
}

fn record_secrets(connection: &mut SqlConnection, used: &KeyUse, latest: i64) -> QueryResult<()> {
    for (digest, at) in &used.secrets {
        let at = micros(at);
        let known = api_key_secrets::last_used_at;
        let gives_way = known.is_null().or(known.lt(at).assume_not_null());
        let gives_way = gives_way.or(known.gt(latest).assume_not_null());
        diesel::update(api_key_secrets::table.find(digest.as_bytes().as_slice()))
            .filter(gives_way)
            .set(api_key_secrets::last_used_at.eq(at))
            .execute(connection)?;
    }
    Ok(())
}
