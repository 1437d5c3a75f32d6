use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Nullable, Text};
use sendook_domain::entities::InboxScope;
use sendook_domain::ports::{NewRunToken, RunTokenCreation};

use super::super::api_keys::{end_run_tokens, key_of};
use super::hold_key;
use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::primary::on_primary;
use crate::rows::{RunTokenRow, instant};
use crate::schema::{api_key_secrets, run_tokens};

/// The key, with its secret, has to be there, and to have room. SQLite numbers `$n` by their first appearance: they stand in order.
const INSERT: &str = "INSERT INTO run_tokens \
     (digest, id, secret_digest, label, scopes, inbox_ids, created_at, expires_at) \
     SELECT $1, $2, presented.digest, $3, $4, $5, $6, $7 FROM api_key_secrets AS presented \
     WHERE presented.digest = $8 AND $9 > (SELECT count(*) FROM run_tokens AS live \
         JOIN api_key_secrets AS own ON own.digest = live.secret_digest \
         WHERE own.api_key_id = presented.api_key_id AND live.expires_at > $6)";

/// Whether the token is kept: its key is there and has room for it.
fn insert(connection: &mut SqlConnection, row: &RunTokenRow, most: u16) -> SqlResult<bool> {
    let kept = diesel::sql_query(INSERT)
        .bind::<Binary, _>(&row.digest)
        .bind::<Text, _>(&row.id)
        .bind::<Nullable<Text>, _>(row.label.as_deref())
        .bind::<Text, _>(&row.scopes)
        .bind::<Nullable<Text>, _>(row.inbox_ids.as_deref())
        .bind::<BigInt, _>(row.created_at)
        .bind::<BigInt, _>(row.expires_at)
        .bind::<Binary, _>(&row.secret_digest)
        .bind::<BigInt, _>(i64::from(most))
        .execute(connection)?;
    Ok(kept > 0)
}

/// Keeps a token, if its key is there and has room for one.
pub(super) fn create(
    connection: &mut SqlConnection,
    new: &NewRunToken,
    most: u16,
) -> SqlResult<RunTokenCreation> {
    // Those that are made at once are counted one after the other.
    if !hold_key(connection, &new.key_id)? {
        return Ok(RunTokenCreation::KeyGone);
    }
    let row = RunTokenRow::from(new);
    let mut kept = insert(connection, &row, most)?;
    // The key may have lost an inbox, with what it was made for: what else it loses ends its tokens at once. Only then are they read.
    if !kept
        && let Some(key) = key_of(connection, &new.key_id)?
        && key.key.inboxes != InboxScope::All
        && end_run_tokens(connection, &key, &key, &new.token.created_at)? > 0
    {
        kept = insert(connection, &row, most)?;
    }
    if kept {
        return Ok(RunTokenCreation::Kept);
    }
    let is_there = api_key_secrets::table.find(&row.secret_digest);
    let is_there = is_there
        .filter(on_primary())
        .count()
        .get_result::<i64>(connection)?
        > 0;
    let first_end = run_tokens::table
        .inner_join(api_key_secrets::table)
        .filter(api_key_secrets::api_key_id.eq(new.key_id.as_str()))
        .filter(run_tokens::expires_at.gt(row.created_at))
        .filter(on_primary())
        .select(diesel::dsl::min(run_tokens::expires_at))
        .get_result::<Option<i64>>(connection)?;
    Ok(match first_end.filter(|_| is_there) {
        Some(end) => RunTokenCreation::TooMany {
            until: instant(end)?,
        },
        None => RunTokenCreation::KeyGone,
    })
}
