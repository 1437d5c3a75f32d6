//! The chain of a session's tokens. The row of the session holds their generation: an update of it, if
//! only to itself, locks it until the end of the transaction.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use sendook_domain::entities::Session;
use sendook_domain::policies::latest_use;
use sendook_domain::ports::{NewGeneration, NewTokens};
use sendook_domain::values::Id;

use super::super::last_use::last_used;
use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::rows::{AccessTokenRow, micros};
use crate::schema::{access_tokens, refresh_tokens, sessions};

/// Begins the generation after `from`, unless the session is gone or no longer there.
pub(super) fn advance(
    connection: &mut SqlConnection,
    id: &Id<Session>,
    from: i64,
    next: &NewGeneration,
    tokens: &NewTokens,
) -> SqlResult<bool> {
    let client = next.began_by.as_ref();
    let last_use = last_used("last_used_at", "$1", "$1", "$2");
    let advanced = diesel::sql_query(format!(
        "UPDATE sessions SET generation_used_at = {last_use}, last_used_at = {last_use}, \
         generation = generation + 1, generation_began_at = $1, generation_ip = $3, \
         generation_user_agent = $4 WHERE id = $5 AND generation = $6"
    ))
    .bind::<BigInt, _>(micros(&next.began_at))
    .bind::<BigInt, _>(micros(&latest_use(next.began_at)))
    .bind::<Nullable<Text>, _>(client.map(|client| client.ip.to_string()))
    .bind::<Nullable<Text>, _>(client.and_then(|client| client.user_agent.as_deref()))
    .bind::<Text, _>(id.as_str())
    .bind::<BigInt, _>(from)
    .execute(connection)?;
    if advanced == 0 {
        return Ok(false);
    }
    diesel::delete(access_tokens::table)
        .filter(access_tokens::session_id.eq(id.as_str()))
        .execute(connection)?;
    insert_tokens(connection, id, from + 1, tokens)?;
    Ok(true)
}

/// Adds tokens of the generation `of`, unless the session is gone or no longer there.
pub(super) fn extend(
    connection: &mut SqlConnection,
    id: &Id<Session>,
    of: i64,
    tokens: &NewTokens,
) -> SqlResult<bool> {
    let held = diesel::update(sessions::table)
        .filter(sessions::id.eq(id.as_str()))
        .filter(sessions::generation.eq(of))
        .set(sessions::generation.eq(of))
        .execute(connection)?;
    if held == 0 {
        return Ok(false);
    }
    insert_tokens(connection, id, of, tokens)?;
    Ok(true)
}

/// Keeps a pair of tokens.
pub(super) fn insert_tokens(
    connection: &mut SqlConnection,
    session: &Id<Session>,
    generation: i64,
    tokens: &NewTokens,
) -> SqlResult<()> {
    diesel::insert_into(access_tokens::table)
        .values(AccessTokenRow::new(
            session,
            &tokens.access_digest,
            &tokens.access_expires_at,
        ))
        .execute(connection)?;
    diesel::insert_into(refresh_tokens::table)
        .values((
            refresh_tokens::digest.eq(tokens.refresh_digest.as_bytes().as_slice()),
            refresh_tokens::session_id.eq(session.as_str()),
            refresh_tokens::generation.eq(generation),
        ))
        .execute(connection)?;
    Ok(())
}
