//! The chain of a session's tokens. The row of the session holds their generation: an update of it, if
//! only to itself, locks it until the end of the transaction.

use diesel::dsl::case_when;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use sendook_domain::entities::Session;
use sendook_domain::policies::latest_use;
use sendook_domain::ports::{NewGeneration, NewTokens};
use sendook_domain::values::Id;

use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::rows::micros;
use crate::schema::{access_tokens, refresh_tokens, sessions};

/// Begins the generation after `from`, unless the session is gone or no longer there.
pub(super) fn advance(
    connection: &mut SqlConnection,
    id: &Id<Session>,
    from: i64,
    next: &NewGeneration,
    tokens: &NewTokens,
) -> SqlResult<bool> {
    let (now, latest) = (micros(&next.began_at), micros(&latest_use(next.began_at)));
    let client = next.began_by.as_ref();
    let never_back = || {
        let later_is_known = sessions::last_used_at.between(now, latest);
        case_when(later_is_known, sessions::last_used_at).otherwise(now.into_sql::<BigInt>())
    };
    let advanced = diesel::update(sessions::table)
        .filter(sessions::id.eq(id.as_str()))
        .filter(sessions::generation.eq(from))
        .set((
            sessions::generation.eq(from + 1),
            sessions::generation_began_at.eq(now),
            sessions::generation_ip.eq(client.map(|client| client.ip.to_string())),
            sessions::generation_user_agent
                .eq(client.and_then(|client| client.user_agent.as_deref())),
            sessions::generation_used_at.eq(never_back()),
            sessions::last_used_at.eq(never_back()),
        ))
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
        .values((
            access_tokens::digest.eq(tokens.access_digest.as_bytes().as_slice()),
            access_tokens::session_id.eq(session.as_str()),
            access_tokens::expires_at.eq(micros(&tokens.access_expires_at)),
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
