//! What people prove who they are by. Each step that changes something about a person locks that person's row first: so steps about
//! one person follow each other, and what was read stays true until the end of the transaction.

mod changes;
mod codes;
pub(super) mod sealed;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use sendook_domain::entities::{AuditEvent, Factor, OutgoingMail, StoredFactor, User};
use sendook_domain::ports::{Confirmation, Factors, StoreError};
use sendook_domain::values::{Digest, FactorName, Id};

use super::sql_store::SqlStore;
use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::primary::on_primary;
use crate::rows::{FactorRow, micros};
use crate::schema::factors;

pub(super) use self::codes::use_up as use_code;

const SWEEP: &str = "DELETE FROM factors WHERE id IN \
     (SELECT id FROM factors WHERE confirmed_at IS NULL AND created_at < $1 ORDER BY created_at LIMIT $2) \
     AND confirmed_at IS NULL";

impl Factors for SqlStore {
    fn factors_of(&self, user: &Id<User>) -> Result<Vec<StoredFactor>, StoreError> {
        self.read(|connection| {
            let rows = factors::table
                .filter(factors::user_id.eq(user.as_str()))
                .filter(factors::confirmed_at.is_not_null())
                .filter(on_primary())
                .order(factors::id.desc())
                .load::<FactorRow>(connection)?;
            let factors = rows.into_iter().map(TryInto::try_into);
            Ok(factors.collect::<Result<_, _>>()?)
        })
    }

    fn has_factor(&self, user: &Id<User>) -> Result<bool, StoreError> {
        self.read(|connection| has_any(connection, user))
    }

    fn offer_factor(&self, factor: &StoredFactor) -> Result<(), StoreError> {
        self.write(|connection| changes::offer(connection, factor))
    }

    fn offered_factor(
        &self,
        user: &Id<User>,
        id: &Id<Factor>,
    ) -> Result<Option<StoredFactor>, StoreError> {
        self.read(|connection| {
            let row = factors::table
                .filter(factors::id.eq(id.as_str()))
                .filter(factors::user_id.eq(user.as_str()))
                .filter(factors::confirmed_at.is_null())
                .filter(on_primary())
                .get_result::<FactorRow>(connection)
                .optional()?;
            Ok(row.map(TryInto::try_into).transpose()?)
        })
    }

    fn confirm_factor(
        &self,
        factor: &StoredFactor,
        codes: &[Digest],
        audit: &AuditEvent,
        mails: &[OutgoingMail],
    ) -> Result<Confirmation, StoreError> {
        self.write(|connection| changes::confirm(connection, factor, codes, audit, mails))
    }

    fn rename_factor(
        &self,
        user: &Id<User>,
        id: &Id<Factor>,
        name: &FactorName,
        audit: &AuditEvent,
    ) -> Result<Option<Factor>, StoreError> {
        self.write(|connection| changes::rename(connection, user, id, name, audit))
    }

    fn remove_factor(
        &self,
        user: &Id<User>,
        id: &Id<Factor>,
        audit: &AuditEvent,
        mails: &[OutgoingMail],
    ) -> Result<Option<Factor>, StoreError> {
        self.write(|connection| changes::remove(connection, user, id, audit, mails))
    }

    fn reset_factors(
        &self,
        user: &Id<User>,
        audit: &AuditEvent,
        mails: &[OutgoingMail],
    ) -> Result<usize, StoreError> {
        self.write(|connection| changes::reset(connection, user, audit, mails))
    }

    fn recovery_codes_left(&self, user: &Id<User>) -> Result<usize, StoreError> {
        self.read(|connection| codes::left(connection, user))
    }

    fn renew_recovery_codes(
        &self,
        user: &Id<User>,
        codes: &[Digest],
        audit: &AuditEvent,
        mails: &[OutgoingMail],
    ) -> Result<bool, StoreError> {
        self.write(|connection| codes::renew(connection, user, codes, audit, mails))
    }

    fn sealed_factors(
        &self,
        after: Option<&Id<Factor>>,
        limit: u32,
    ) -> Result<Vec<StoredFactor>, StoreError> {
        self.read_list(|connection| sealed::list(connection, after, limit))
    }

    fn newest_sealed_factors(&self, limit: u32) -> Result<Vec<StoredFactor>, StoreError> {
        self.read_list(|connection| sealed::newest(connection, limit))
    }

    fn replace_factor_secret(
        &self,
        id: &Id<Factor>,
        before: &[u8],
        after: &[u8],
    ) -> Result<bool, StoreError> {
        self.write(|connection| sealed::replace(connection, id, before, after))
    }

    fn sweep_offered_factors(
        &self,
        offered: DateTime<Utc>,
        limit: u32,
    ) -> Result<usize, StoreError> {
        self.write(|connection| {
            let delete = diesel::sql_query(SWEEP)
                .bind::<BigInt, _>(micros(&offered))
                .bind::<BigInt, _>(i64::from(limit));
            Ok(delete.execute(connection)?)
        })
    }
}

/// Whether a person has a factor that counts.
fn has_any(connection: &mut SqlConnection, user: &Id<User>) -> SqlResult<bool> {
    let first = factors::table
        .filter(factors::user_id.eq(user.as_str()))
        .filter(factors::confirmed_at.is_not_null())
        .filter(on_primary())
        .select(factors::id)
        .first::<String>(connection)
        .optional()?;
    Ok(first.is_some())
}

/// A factor of a person that counts.
pub(super) fn find(
    connection: &mut SqlConnection,
    user: &Id<User>,
    id: &Id<Factor>,
) -> SqlResult<Option<StoredFactor>> {
    let row = factors::table
        .filter(factors::id.eq(id.as_str()))
        .filter(factors::user_id.eq(user.as_str()))
        .filter(factors::confirmed_at.is_not_null())
        .filter(on_primary())
        .get_result::<FactorRow>(connection)
        .optional()?;
    Ok(row.map(TryInto::try_into).transpose()?)
}
