//! What people log in on.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Text};
use sendook_domain::entities::Session;
use sendook_domain::policies::DEVICES_REMEMBERED;
use sendook_domain::ports::LoginDevice;

use super::outbox;
use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::rows::micros;

/// What most logins come to.
const SEEN_AGAIN: &str = "UPDATE known_devices SET seen_at = $1 \
     WHERE user_id = $2 AND device = $3 AND seen_at >= $4";

/// Of two logins at once on a device that is not known, one writes it.
const SEEN: &str = "INSERT INTO known_devices (user_id, device, seen_at) VALUES ($1, $2, $3) \
     ON CONFLICT (user_id, device) DO UPDATE SET seen_at = excluded.seen_at WHERE known_devices.seen_at < $4";

/// Whether devices of the person have been remembered before.
const BEGIN: &str =
    "INSERT INTO known_devices (user_id, device) VALUES ($1, $2) ON CONFLICT DO NOTHING";

const SWEEP: &str = "DELETE FROM known_devices WHERE (user_id, device) IN \
     (SELECT user_id, device FROM known_devices WHERE seen_at < $1 ORDER BY seen_at LIMIT $2) AND seen_at < $1";

/// Remembers the device that a session begins on, and keeps the mail about it if there is news in it.
pub(super) fn note(
    connection: &mut SqlConnection,
    session: &Session,
    device: &LoginDevice,
) -> SqlResult<()> {
    let (user, digest) = (
        session.user_id.as_str(),
        device.digest.as_bytes().as_slice(),
    );
    let now = micros(&session.created_at);
    let known_since = micros(&(session.created_at - DEVICES_REMEMBERED));
    let again = diesel::sql_query(SEEN_AGAIN)
        .bind::<BigInt, _>(now)
        .bind::<Text, _>(user)
        .bind::<Binary, _>(digest)
        .bind::<BigInt, _>(known_since)
        .execute(connection)?;
    if again > 0 {
        return Ok(());
    }
    let is_news = diesel::sql_query(SEEN)
        .bind::<Text, _>(user)
        .bind::<Binary, _>(digest)
        .bind::<BigInt, _>(now)
        .bind::<BigInt, _>(known_since)
        .execute(connection)?;
    let all: &[u8] = &[];
    let begun = diesel::sql_query(BEGIN)
        .bind::<Text, _>(user)
        .bind::<Binary, _>(all)
        .execute(connection)?;
    if is_news > 0 && begun == 0 {
        outbox::queue(connection, device.told.as_slice())?;
    }
    Ok(())
}

/// Forgets devices that were not seen for long.
pub(super) fn sweep(
    connection: &mut SqlConnection,
    unseen: &DateTime<Utc>,
    limit: u32,
) -> SqlResult<usize> {
    Ok(diesel::sql_query(SWEEP)
        .bind::<BigInt, _>(micros(unseen))
        .bind::<BigInt, _>(i64::from(limit))
        .execute(connection)?)
}
