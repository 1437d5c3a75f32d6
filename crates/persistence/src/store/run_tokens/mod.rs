mod by_digest;
mod creation;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use sendook_domain::entities::{
    ApiKey, AuditEvent, Organization, RememberedAnswer, RunToken, StoredRunToken,
};
use sendook_domain::ports::{EndRunTokens, NewRunToken, RunTokenCreation, RunTokens, StoreError};
use sendook_domain::values::{Digest, Id};

use super::audit;
use super::delete_before::delete_before;
use super::remembered_answers::remember;
use super::sql_store::SqlStore;
use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::primary::on_primary;
use crate::rows::{RunTokenRow, micros};
use crate::schema::{api_key_secrets, api_keys, run_tokens};

/// Each step that concerns the tokens of a key locks that key's row first, to avoid deadlocks.
impl RunTokens for SqlStore {
    fn create_run_token(
        &self,
        new: &NewRunToken,
        most: u16,
        audit: &AuditEvent,
        answer: Option<&RememberedAnswer>,
    ) -> Result<RunTokenCreation, StoreError> {
        self.write(|connection| {
            let created = creation::create(connection, new, most)?;
            if created == RunTokenCreation::Kept {
                remember(connection, answer)?;
                audit::record(connection, audit)?;
            }
            Ok(created)
        })
    }

    fn run_token_by_digest(&self, digest: &Digest) -> Result<Option<StoredRunToken>, StoreError> {
        self.read(|connection| by_digest::find(connection, digest))
    }

    #[cfg(feature = "postgres")]
    fn run_tokens_by_digests(
        &self,
        digests: &[Digest],
    ) -> Result<Vec<Option<StoredRunToken>>, StoreError> {
        self.read(|connection| by_digest::find_all(connection, digests))
    }

    fn run_tokens(
        &self,
        organization: &Id<Organization>,
        key: &Id<ApiKey>,
        now: DateTime<Utc>,
    ) -> Result<Vec<RunToken>, StoreError> {
        self.read_list(|connection| {
            let rows = run_tokens::table
                .inner_join(api_key_secrets::table.inner_join(api_keys::table))
                .filter(api_keys::id.eq(key.as_str()))
                .filter(api_keys::organization_id.eq(organization.as_str()))
                .filter(run_tokens::expires_at.gt(micros(&now)))
                .filter(on_primary())
                .select(run_tokens::all_columns)
                .load::<RunTokenRow>(connection)?;
            let tokens = rows.into_iter().map(TryInto::try_into);
            let mut tokens = tokens.collect::<Result<Vec<RunToken>, _>>()?;
            tokens.sort_unstable_by(|one, other| other.id.cmp(&one.id));
            Ok(tokens)
        })
    }

    fn end_run_tokens(
        &self,
        organization: &Id<Organization>,
        key: &Id<ApiKey>,
        which: &EndRunTokens,
        now: DateTime<Utc>,
        audit: &AuditEvent,
    ) -> Result<usize, StoreError> {
        self.write(|connection| {
            if !hold_key(connection, key)? {
                return Ok(0);
            }
            let ended = end(connection, organization, key, which, &now)?;
            if ended > 0 {
                audit::record(connection, audit)?;
            }
            Ok(ended)
        })
    }

    fn sweep_run_tokens(&self, expired: DateTime<Utc>, limit: u32) -> Result<usize, StoreError> {
        self.write(|connection| {
            let (table, key) = ("run_tokens", "digest");
            delete_before(connection, table, key, "expires_at", &expired, limit)
        })
    }
}

/// Locks the row of a key to the end of the transaction, and returns whether the key is there.
fn hold_key(connection: &mut SqlConnection, key: &Id<ApiKey>) -> SqlResult<bool> {
    let held = api_keys::table
        .find(key.as_str())
        .filter(on_primary())
        .select(api_keys::id);
    let held = match connection {
        // The transaction is the only one that writes.
        SqlConnection::Sqlite(connection) => held.get_result::<String>(connection).optional(),
        #[cfg(feature = "postgres")]
        SqlConnection::Postgres(connection) => held
            .for_no_key_update()
            .get_result::<String>(connection)
            .optional(),
    };
    Ok(held?.is_some())
}

fn end(
    connection: &mut SqlConnection,
    organization: &Id<Organization>,
    key: &Id<ApiKey>,
    which: &EndRunTokens,
    now: &DateTime<Utc>,
) -> SqlResult<usize> {
    let secrets = api_key_secrets::table
        .inner_join(api_keys::table)
        .filter(api_keys::id.eq(key.as_str()))
        .filter(api_keys::organization_id.eq(organization.as_str()))
        .filter(on_primary())
        .select(api_key_secrets::digest);
    let live = run_tokens::table
        .filter(run_tokens::secret_digest.eq_any(secrets))
        .filter(run_tokens::expires_at.gt(micros(now)));
    let ended = match which {
        EndRunTokens::All => diesel::delete(live).execute(connection),
        EndRunTokens::Only(id) => {
            diesel::delete(live.filter(run_tokens::id.eq(id.as_str()))).execute(connection)
        }
    };
    Ok(ended?)
}
