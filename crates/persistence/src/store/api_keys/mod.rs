mod assembly;
mod by_digest;
mod filter;
mod inboxes;
mod secrets;
mod usage;
#[cfg(feature = "postgres")]
mod usage_postgres;

use std::cell::RefCell;
#[cfg(feature = "postgres")]
use std::sync::Arc;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use sendook_domain::entities::{
    ApiKey, AuditEvent, DisabledReason, InboxReach, Organization, StoredKey,
};
use sendook_domain::ports::{
    ApiKeys, DecideChange, DecideRotation, EndRotation, EndedRotation, KeyFilter, KeyRotation,
    KeyUpdate, KeyUse, Listing, NewApiKey, Page, StoreError,
};
use sendook_domain::values::Digest;
use sendook_domain::values::Id;

use self::assembly::assemble;
use self::secrets::Ended;
use super::audit;
use super::paging::{AFTER_ALL_IDS, rows_to_read};
use super::sql_store::SqlStore;
use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::primary::on_primary;
use crate::rows::{ApiKeyRow, NewSecretRow, micros};
use crate::schema::{api_key_secrets, api_keys};

impl ApiKeys for SqlStore {
    fn create_key(&self, key: &NewApiKey, audit: &AuditEvent) -> Result<(), StoreError> {
        self.write(|connection| {
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
        page: &Page<ApiKey>,
    ) -> Result<Listing<ApiKey>, StoreError> {
        self.read_snapshot(|connection| {
            let after = page.after.as_ref().map_or(AFTER_ALL_IDS, Id::as_str);
            let rows = filter::filtered(connection, api_keys::table.into_boxed(), filter)
                .filter(api_keys::organization_id.eq(organization.as_str()))
                .filter(api_keys::id.lt(after))
                .filter(on_primary())
                .order(api_keys::id.desc())
                .limit(rows_to_read(page))
                .load::<ApiKeyRow>(connection)?;
            Ok(page.listing(assemble(connection, rows)?, |key| key.id.clone()))
        })
    }

    fn key(
        &self,
        organization: &Id<Organization>,
        id: &Id<ApiKey>,
    ) -> Result<Option<ApiKey>, StoreError> {
        self.read(|connection| find(connection, organization, id))
    }

    fn change_key(
        &self,
        organization: &Id<Organization>,
        id: &Id<ApiKey>,
        decide: &mut DecideChange<'_>,
        audit: &AuditEvent,
    ) -> Result<KeyUpdate, StoreError> {
        let decide = RefCell::new(decide);
        self.write(|connection| {
            let Some(key) = held(connection, organization, id)? else {
                return Ok(KeyUpdate::NoSuchKey);
            };
            let Some(change) = (decide.borrow_mut())(&key) else {
                return Ok(KeyUpdate::Refused);
            };
            let expires_at = change.expires_at.as_ref();
            let inboxes = change.inboxes.as_ref();
            diesel::update(api_keys::table.find(id.as_str()))
                .set((
                    (change.name.as_ref()).map(|name| api_keys::name.eq(name.as_str())),
                    change.active.map(|active| api_keys::active.eq(active)),
                    expires_at.map(|at| api_keys::expires_at.eq(at.as_ref().map(micros))),
                    change.disabled_reason.map(|reason| {
                        api_keys::disabled_reason.eq(reason.map(DisabledReason::as_str))
                    }),
                    (change.scopes).map(|scopes| api_keys::scopes.eq(scopes.to_text())),
                    inboxes.map(|reach| api_keys::restricted.eq(*reach != InboxReach::All)),
                    api_keys::updated_at.eq(micros(&audit.at)),
                ))
                .execute(connection)?;
            if let Some(reach) = inboxes {
                inboxes::replace(connection, &key, reach)?;
            }
            updated(connection, &key, audit)
        })
    }

    fn delete_key(
        &self,
        organization: &Id<Organization>,
        id: &Id<ApiKey>,
        audit: &AuditEvent,
    ) -> Result<Option<ApiKey>, StoreError> {
        self.write(|connection| {
            let Some(key) = find(connection, organization, id)? else {
                return Ok(None);
            };
            // Its secrets go with it. Where another deletion was faster, there is nothing left.
            let deleted = diesel::delete(api_keys::table.find(id.as_str())).execute(connection)?;
            if deleted == 0 {
                return Ok(None);
            }
            audit::record(connection, audit)?;
            Ok(Some(key))
        })
    }

    fn rotate_key(
        &self,
        organization: &Id<Organization>,
        id: &Id<ApiKey>,
        rotation: &KeyRotation,
        decide: &mut DecideRotation<'_>,
        audit: &AuditEvent,
    ) -> Result<KeyUpdate, StoreError> {
        let decide = RefCell::new(decide);
        self.write(|connection| {
            let Some(key) = held(connection, organization, id)? else {
                return Ok(KeyUpdate::NoSuchKey);
            };
            let Some(old) = (decide.borrow_mut())(&key) else {
                return Ok(KeyUpdate::Refused);
            };
            secrets::rotate(connection, id, rotation, old, &audit.at)?;
            updated(connection, &key, audit)
        })
    }

    fn end_rotation(
        &self,
        organization: &Id<Organization>,
        id: &Id<ApiKey>,
        end: EndRotation,
        audit: &AuditEvent,
    ) -> Result<EndedRotation, StoreError> {
        self.write(|connection| {
            match secrets::end(connection, organization, id, end, &audit.at)? {
                Ended::NoSuchKey => return Ok(EndedRotation::NoSuchKey),
                Ended::NotRotating => return Ok(EndedRotation::NotRotating),
                Ended::Done => audit::record(connection, audit)?,
            }
            let key = find(connection, organization, id)?;
            Ok(key.map_or(EndedRotation::NoSuchKey, |key| {
                EndedRotation::Ended(Box::new(key))
            }))
        })
    }

    fn record_key_use(&self, used: &[KeyUse], now: DateTime<Utc>) -> Result<(), StoreError> {
        self.write(|connection| usage::record(connection, used, &now))
    }
}

/// Keeps a key with its secret and what it is restricted to.
pub(super) fn insert(connection: &mut SqlConnection, new: &NewApiKey) -> SqlResult<()> {
    diesel::insert_into(api_keys::table)
        .values(ApiKeyRow::from(&new.key))
        .execute(connection)?;
    diesel::insert_into(api_key_secrets::table)
        .values(NewSecretRow::new(&new.key.id, &new.digest, &new.key.secret))
        .execute(connection)?;
    let key = &new.key;
    inboxes::restrict(connection, &key.organization_id, &key.id, &key.inboxes)?;
    Ok(())
}

/// The key, which nobody else changes until the end of the transaction.
fn held(
    connection: &mut SqlConnection,
    organization: &Id<Organization>,
    id: &Id<ApiKey>,
) -> SqlResult<Option<ApiKey>> {
    if !secrets::lock_for_update(connection, organization, id)? {
        return Ok(None);
    }
    find(connection, organization, id)
}

/// Keeps the line that tells of a change, and reads the key as it now is.
fn updated(
    connection: &mut SqlConnection,
    key: &ApiKey,
    audit: &AuditEvent,
) -> SqlResult<KeyUpdate> {
    audit::record(connection, audit)?;
    let key = find(connection, &key.organization_id, &key.id)?;
    Ok(key.map_or(KeyUpdate::NoSuchKey, |key| KeyUpdate::Done(Box::new(key))))
}

fn find(
    connection: &mut SqlConnection,
    organization: &Id<Organization>,
    id: &Id<ApiKey>,
) -> SqlResult<Option<ApiKey>> {
    let row = api_keys::table
        .filter(api_keys::id.eq(id.as_str()))
        .filter(api_keys::organization_id.eq(organization.as_str()))
        .filter(on_primary())
        .get_result::<ApiKeyRow>(connection)
        .optional()?;
    let rows = row.into_iter().collect();
    Ok(assemble(connection, rows)?.pop())
}
