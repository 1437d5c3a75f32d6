//! How keys were used, added to what other servers have written down.

use chrono::{DateTime, Utc};
use sendook_domain::policies::latest_use;
use sendook_domain::ports::KeyUse;
use serde_json::json;

use super::super::last_use::{self, Used};
use super::super::usage_counts;
use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::rows::micros;

/// Adds up the use of several keys and of their secrets.
pub(super) fn record(
    connection: &mut SqlConnection,
    used: &[KeyUse],
    now: &DateTime<Utc>,
) -> SqlResult<()> {
    let latest = micros(&latest_use(*now));
    let keys = used.iter().map(|used| {
        let requests = i64::try_from(used.requests.total()).unwrap_or(i64::MAX);
        json!([
            used.key_id.as_str(),
            micros(&used.last_at),
            requests,
            used.last_ip
        ])
    });
    last_use::record(connection, Used::Keys, keys.collect(), latest)?;
    usage_counts::add(connection, used)?;
    let secrets = used.iter().flat_map(|used| &used.secrets);
    let secrets = secrets.map(|(digest, at)| json!([hex::encode(digest.as_bytes()), micros(at)]));
    last_use::record(connection, Used::Secrets, secrets.collect(), latest)
}
