use std::cell::RefCell;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use sendook_domain::entities::{AuditEvent, FactorUse, PasskeyChallenge, StoredFactor};
use sendook_domain::ports::{
    ChangeCounts, FactorOutcome, FailureKey, NewSession, Passkeys, StoreError,
};
use sendook_domain::values::{CredentialId, Digest};

use super::delete_before::delete_before;
use super::password_hash::lock_enabled;
use super::sql_store::SqlStore;
use super::{factor_logins, sessions};
use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::primary::on_primary;
use crate::rows::{FactorRow, PasskeyChallengeRow};
use crate::schema::{factors, passkey_challenges};

impl Passkeys for SqlStore {
    fn keep_passkey_challenge(&self, challenge: &PasskeyChallenge) -> Result<(), StoreError> {
        self.write(|connection| {
            let row = PasskeyChallengeRow::from(challenge);
            make_room(connection, &row)?;
            diesel::insert_into(passkey_challenges::table)
                .values(row)
                .execute(connection)?;
            Ok(())
        })
    }

    fn take_passkey_challenge(
        &self,
        digest: &Digest,
    ) -> Result<Option<PasskeyChallenge>, StoreError> {
        self.write(|connection| {
            let kept = || {
                passkey_challenges::table
                    .filter(passkey_challenges::digest.eq(digest.as_bytes().as_slice()))
            };
            let row = kept()
                .filter(on_primary())
                .get_result::<PasskeyChallengeRow>(connection)
                .optional()?;
            // Another server may have read it too: it is taken by whoever deletes it.
            let taken = diesel::delete(kept()).execute(connection)? > 0;
            Ok(row.filter(|_| taken).map(TryInto::try_into).transpose()?)
        })
    }

    fn sweep_passkey_challenges(
        &self,
        expired: DateTime<Utc>,
        limit: u32,
    ) -> Result<usize, StoreError> {
        self.write(|connection| {
            let (table, key) = ("passkey_challenges", "digest");
            delete_before(connection, table, key, "expires_at", &expired, limit)
        })
    }

    fn passkey(&self, credential_id: &CredentialId) -> Result<Option<StoredFactor>, StoreError> {
        self.read(|connection| {
            let row = factors::table
                .filter(factors::credential_id.eq(credential_id.as_bytes()))
                .filter(factors::confirmed_at.is_not_null())
                .filter(on_primary())
                .get_result::<FactorRow>(connection)
                .optional()?;
            Ok(row.map(TryInto::try_into).transpose()?)
        })
    }

    fn log_in_by_passkey(
        &self,
        session: &NewSession,
        shown: &FactorUse,
        failures: &[FailureKey],
        change: &mut ChangeCounts<'_>,
        audit: &AuditEvent,
    ) -> Result<FactorOutcome, StoreError> {
        let change = RefCell::new(change);
        self.write(|connection| {
            let user = &session.session.user_id;
            if !lock_enabled(connection, user)? {
                return Ok(FactorOutcome::Gone);
            }
            if !factor_logins::use_up(connection, user, shown, &audit.at)? {
                return Ok(FactorOutcome::Spent);
            }
            sessions::begin(connection, session, audit, failures, *change.borrow_mut())?;
            Ok(FactorOutcome::Accepted)
        })
    }
}

/// Deletes challenges of the same session or login until there is room for this one.
fn make_room(connection: &mut SqlConnection, new: &PasskeyChallengeRow) -> SqlResult<()> {
    let Some(user) = &new.user_id else {
        return Ok(());
    };
    let asked = passkey_challenges::table
        .filter(passkey_challenges::user_id.eq(user))
        .filter(passkey_challenges::purpose.eq(&new.purpose))
        .filter(on_primary())
        .select((passkey_challenges::expires_at, passkey_challenges::digest))
        .into_boxed();
    let asked = match (&new.session_id, &new.login_digest) {
        (Some(session), _) => asked.filter(passkey_challenges::session_id.eq(session)),
        (None, Some(login)) => asked.filter(passkey_challenges::login_digest.eq(login)),
        (None, None) => return Ok(()),
    };
    let mut kept = asked.load::<(i64, Vec<u8>)>(connection)?;
    // Here, as they are few: no index holds this order. At the end, to go first, those that end later than the new one: they were kept before a
    // clock was set back.
    kept.sort_unstable_by(|one, other| {
        let is_from_before = |(ends, _): &(i64, Vec<u8>)| *ends > new.expires_at;
        let by_time = is_from_before(one).cmp(&is_from_before(other));
        by_time.then_with(|| other.cmp(one))
    });
    for (_, digest) in kept.iter().skip(PasskeyChallenge::AT_ONCE - 1) {
        diesel::delete(passkey_challenges::table.find(digest)).execute(connection)?;
    }
    Ok(())
}
