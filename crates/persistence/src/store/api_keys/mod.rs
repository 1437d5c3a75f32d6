mod across;
mod assembly;
mod by_digest;
mod filter;
mod inboxes;
mod list;
mod run_tokens;
mod secrets;
mod usage;

use std::cell::RefCell;
use std::ops::Range;
#[cfg(feature = "postgres")]
use std::sync::Arc;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use sendook_domain::entities::{
    ApiKey, AuditEvent, DisabledReason, InboxScope, KeyWithDigests, Organization, RememberedAnswer,
    StoredKey,
};
use sendook_domain::ports::{
    ApiKeys, DecideKey, KeyFilter, KeyUpdate, KeyUse, Page, Pagination, StoreError,
};
use sendook_domain::values::{AllowedIps, Digest, Id};

use self::assembly::assemble;
use self::list::{ids_from, list, that_expire};
use super::insert_all::insert_all;
use super::remembered_answers::remember;
use super::sql_store::SqlStore;
use super::{audit, outbox};
use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::primary::on_primary;
use crate::rows::{ApiKeyRow, micros};
use crate::schema::api_keys;

pub(super) use self::across::{list_all, referred_to};
pub(super) use self::run_tokens::end_run_tokens;

impl ApiKeys for SqlStore {
    fn create_key(
        &self,
        key: &KeyWithDigests,
        audit: &AuditEvent,
        answer: Option<&RememberedAnswer>,
    ) -> Result<(), StoreError> {
        self.write(|connection| {
            remember(connection, answer)?;
            insert(connection, key)?;
            audit::record(connection, audit)
        })
    }

    fn key_by_digest(&self, digest: &Digest) -> Result<Option<StoredKey>, StoreError> {
        self.read(|connection| by_digest::find(connection, digest))
    }

    #[cfg(feature = "postgres")]
    fn keys_by_digests(
        &self,
        digests: &[Digest],
    ) -> Result<Vec<Option<Arc<StoredKey>>>, StoreError> {
        self.read(|connection| by_digest::find_all(connection, digests))
    }

    fn keys(
        &self,
        organization: &Id<Organization>,
        filter: &KeyFilter,
        page: &Pagination<ApiKey>,
    ) -> Result<Page<ApiKey>, StoreError> {
        self.read_snapshot(|connection| {
            let own = api_keys::table.filter(api_keys::organization_id.eq(organization.as_str()));
            list(connection, own.into_boxed(), filter, page)
        })
    }

    fn key_ids_from(
        &self,
        organization: &Id<Organization>,
        filter: &KeyFilter,
        from: &Id<ApiKey>,
        limit: u16,
    ) -> Result<Vec<Id<ApiKey>>, StoreError> {
        self.read_list(|connection| {
            let own = api_keys::table.filter(api_keys::organization_id.eq(organization.as_str()));
            ids_from(connection, own.into_boxed(), filter, from, limit)
        })
    }

    fn keys_that_expire(
        &self,
        organization: &Id<Organization>,
        within: &Range<DateTime<Utc>>,
        limit: u16,
    ) -> Result<Vec<ApiKey>, StoreError> {
        self.read_snapshot(|connection| that_expire(connection, organization, within, limit))
    }

    fn key(
        &self,
        organization: &Id<Organization>,
        id: &Id<ApiKey>,
    ) -> Result<Option<ApiKey>, StoreError> {
        let found = self.read(|connection| find(connection, organization, id))?;
        Ok(found.map(|found| found.key))
    }

    fn update_key(
        &self,
        organization: &Id<Organization>,
        id: &Id<ApiKey>,
        decide: &mut DecideKey<'_>,
        audit: &AuditEvent,
    ) -> Result<Option<ApiKey>, StoreError> {
        let decide = RefCell::new(decide);
        self.write(|connection| {
            let Some(before) = hold(connection, organization, id)? else {
                return Ok(None);
            };
            let update = (decide.borrow_mut())(before.clone());
            let line = update.line(&before.key, audit);
            let updated = match update {
                KeyUpdate::Unchanged => return Ok(Some(before.key)),
                KeyUpdate::Changed(after, answer) => {
                    remember(connection, answer.as_ref())?;
                    replace(connection, &before, &after, &audit.at)?
                }
                KeyUpdate::Leaked(after, mails) => {
                    outbox::queue(connection, &mails)?;
                    replace(connection, &before, &after, &audit.at)?
                }
                KeyUpdate::Deleted => {
                    // Its secrets go with it.
                    diesel::delete(api_keys::table.find(id.as_str())).execute(connection)?;
                    Some(before.key)
                }
            };
            audit::record(connection, &line)?;
            Ok(updated)
        })
    }

    fn record_key_use(&self, used: &[KeyUse], now: DateTime<Utc>) -> Result<(), StoreError> {
        self.write(|connection| usage::record(connection, used, &now))
    }
}

/// Makes a key what it is to be at this moment, and gives it as it is then.
fn replace(
    connection: &mut SqlConnection,
    before: &KeyWithDigests,
    after: &KeyWithDigests,
    now: &DateTime<Utc>,
) -> SqlResult<Option<ApiKey>> {
    change(connection, before, after)?;
    let after = find(connection, &before.key.organization_id, &before.key.id)?;
    if let Some(after) = &after {
        end_run_tokens(connection, before, after, now)?;
    }
    Ok(after.map(|found| found.key))
}

/// Keeps a key with its secret and what it is restricted to.
pub(super) fn insert(connection: &mut SqlConnection, new: &KeyWithDigests) -> SqlResult<()> {
    diesel::insert_into(api_keys::table)
        .values(ApiKeyRow::from(&new.key))
        .execute(connection)?;
    for (digest, secret) in new.secrets() {
        secrets::insert(connection, &new.key.id, digest, secret)?;
    }
    let key = &new.key;
    inboxes::restrict(connection, &key.organization_id, &key.id, &key.inboxes)?;
    Ok(())
}

/// Keeps keys as [`insert`] does, with few statements.
pub(super) fn insert_many(
    connection: &mut SqlConnection,
    keys: &[&KeyWithDigests],
) -> SqlResult<()> {
    let rows = keys.iter().map(|new| ApiKeyRow::from(&new.key));
    let rows: Vec<_> = rows.collect();
    insert_all!(connection, api_keys::table, rows);
    secrets::insert_many(connection, keys)?;
    for KeyWithDigests { key, .. } in keys {
        inboxes::restrict(connection, &key.organization_id, &key.id, &key.inboxes)?;
    }
    Ok(())
}

/// Writes what has become of a key that is locked.
fn change(
    connection: &mut SqlConnection,
    before: &KeyWithDigests,
    after: &KeyWithDigests,
) -> SqlResult<()> {
    let (key, old) = (&after.key, &before.key);
    let (rate, allowed_ips) = (key.limits.rate, key.limits.allowed_ips.as_ref());
    diesel::update(api_keys::table.find(key.id.as_str()))
        .set((
            api_keys::name.eq(key.name.as_str()),
            api_keys::active.eq(key.active),
            api_keys::expires_at.eq(key.expires_at.as_ref().map(micros)),
            api_keys::disabled_reason.eq(key.disabled_reason.map(DisabledReason::as_str)),
            api_keys::scopes.eq(key.scopes.to_text()),
            api_keys::restricted.eq(key.inboxes != InboxScope::All),
            api_keys::rate_limit.eq(rate.map(|rate| i64::from(rate.limit()))),
            api_keys::rate_window_seconds.eq(rate.map(|rate| i64::from(rate.window_seconds()))),
            api_keys::allowed_ips.eq(allowed_ips.map(AllowedIps::to_text)),
            api_keys::updated_at.eq(micros(&key.updated_at)),
        ))
        .execute(connection)?;
    if key.inboxes != old.inboxes {
        inboxes::replace(connection, old, &key.inboxes)?;
    }
    secrets::replace(connection, before, after)
}

/// The key, which nothing else changes until the end of the transaction.
fn hold(
    connection: &mut SqlConnection,
    organization: &Id<Organization>,
    id: &Id<ApiKey>,
) -> SqlResult<Option<KeyWithDigests>> {
    let held = api_keys::table
        .filter(api_keys::id.eq(id.as_str()))
        .filter(api_keys::organization_id.eq(organization.as_str()))
        .filter(on_primary());
    let row = match connection {
        // The transaction is the only one that writes.
        SqlConnection::Sqlite(connection) => held.get_result::<ApiKeyRow>(connection).optional()?,
        #[cfg(feature = "postgres")]
        SqlConnection::Postgres(connection) => held
            .for_no_key_update()
            .get_result::<ApiKeyRow>(connection)
            .optional()?,
    };
    let rows = row.into_iter().collect();
    Ok(assemble(connection, rows)?.pop())
}

fn find(
    connection: &mut SqlConnection,
    organization: &Id<Organization>,
    id: &Id<ApiKey>,
) -> SqlResult<Option<KeyWithDigests>> {
    let found = key_of(connection, id)?;
    Ok(found.filter(|found| found.key.organization_id == *organization))
}

/// The key of this id, whatever its organization.
pub(super) fn key_of(
    connection: &mut SqlConnection,
    id: &Id<ApiKey>,
) -> SqlResult<Option<KeyWithDigests>> {
    let row = api_keys::table
        .find(id.as_str())
        .filter(on_primary())
        .get_result::<ApiKeyRow>(connection)
        .optional()?;
    let rows = row.into_iter().collect();
    Ok(assemble(connection, rows)?.pop())
}
