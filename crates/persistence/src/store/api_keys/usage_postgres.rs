//! How keys were used, on PostgreSQL: what `usage` does key by key, in three statements for all of them, as each costs a
//! round trip.

use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Nullable, Text};
use sendook_domain::ports::KeyUse;

use crate::rows::micros;
use crate::schema::api_keys;

const ADD_TO_KEYS: &str = "\
    UPDATE api_keys SET request_count = request_count + used.requests, \
    last_used_ip = CASE WHEN last_used_at > used.at AND last_used_at <= $5 THEN last_used_ip ELSE used.ip END, \
    last_used_at = CASE WHEN last_used_at > used.at AND last_used_at <= $5 THEN last_used_at ELSE used.at END \
    FROM unnest($1, $2, $3, $4) AS used (id, requests, at, ip) WHERE api_keys.id = used.id";

const NOTE_SECRETS: &str = "\
    UPDATE api_key_secrets SET last_used_at = \
    CASE WHEN last_used_at > used.at AND last_used_at <= $3 THEN last_used_at ELSE used.at END \
    FROM unnest($1, $2) AS used (digest, at) WHERE api_key_secrets.digest = used.digest";

/// Adds up the use of several keys. A kept time after `latest` gives way.
pub(super) fn record(server: &mut PgConnection, used: &[KeyUse], latest: i64) -> QueryResult<()> {
    let ids: Vec<_> = used.iter().map(|used| used.key_id.as_str()).collect();
    // In one order on every server, so that two of them do not wait for each other. The lock of a key covers its
    // secrets too: their use is written only under it.
    api_keys::table
        .filter(api_keys::id.eq_any(&ids))
        .order(api_keys::id)
        .select(api_keys::id)
        .for_no_key_update()
        .execute(server)?;
    let requests = used.iter().map(|used| i64::try_from(used.requests));
    let ips = used
        .iter()
        .map(|used| used.last_ip.map(|ip| ip.to_string()));
    diesel::sql_query(ADD_TO_KEYS)
        .bind::<Array<Text>, _>(&ids)
        .bind::<Array<BigInt>, _>(
            requests
                .map(|count| count.unwrap_or(i64::MAX))
                .collect::<Vec<_>>(),
        )
        .bind::<Array<BigInt>, _>(
            used.iter()
                .map(|used| micros(&used.last_at))
                .collect::<Vec<_>>(),
        )
        .bind::<Array<Nullable<Text>>, _>(ips.collect::<Vec<_>>())
        .bind::<BigInt, _>(latest)
        .execute(server)?;
    let secrets = used.iter().flat_map(|used| &used.secrets);
    let (digests, times): (Vec<_>, Vec<_>) = secrets
        .map(|(digest, at)| (digest.as_bytes().as_slice(), micros(at)))
        .unzip();
    diesel::sql_query(NOTE_SECRETS)
        .bind::<Array<Binary>, _>(digests)
        .bind::<Array<BigInt>, _>(times)
        .bind::<BigInt, _>(latest)
        .execute(server)?;
    Ok(())
}
