use diesel::prelude::*;
use sendook_domain::entities::{AuditEvent, Factor, FactorKind, OutgoingMail, StoredFactor, User};
use sendook_domain::ports::Confirmation;
use sendook_domain::values::{CredentialId, Digest, FactorName, Id};

use super::{codes, find, has_any};
use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::primary::on_primary;
use crate::rows::{FactorRow, micros};
use crate::schema::factors;
use crate::store::password_hash::lock;
use crate::store::{audit, factor_logins, outbox};

pub(super) fn offer(connection: &mut SqlConnection, new: &StoredFactor) -> SqlResult<()> {
    lock(connection, &new.factor.user_id)?;
    let earlier = factors::table
        .filter(factors::user_id.eq(new.factor.user_id.as_str()))
        .filter(factors::kind.eq(new.factor.kind.as_str()))
        .filter(factors::confirmed_at.is_null());
    diesel::delete(earlier).execute(connection)?;
    diesel::insert_into(factors::table)
        .values(FactorRow::from(new))
        .execute(connection)?;
    Ok(())
}

pub(super) fn confirm(
    connection: &mut SqlConnection,
    new: &StoredFactor,
    codes: &[Digest],
    audit: &AuditEvent,
    mails: &[OutgoingMail],
) -> SqlResult<Confirmation> {
    let factor = &new.factor;
    lock(connection, &factor.user_id)?;
    let offered = || {
        factors::table
            .filter(factors::id.eq(factor.id.as_str()))
            .filter(factors::user_id.eq(factor.user_id.as_str()))
            .filter(factors::confirmed_at.is_null())
    };
    // Before the limit: whoever confirms the last one again has not confirmed one too many.
    let waiting = offered().filter(on_primary()).select(factors::id);
    if waiting.load::<String>(connection)?.is_empty() {
        return Ok(Confirmation::NotOffered);
    }
    if number_of(connection, &factor.user_id)? >= Factor::MAX {
        return Ok(Confirmation::TooMany);
    }
    // The secret of an app may have been sealed anew since it was read, and the key from before may be gone soon.
    let verified_by = match factor.kind {
        FactorKind::Totp => None,
        FactorKind::Passkey => Some(factors::secret.eq(&new.secret)),
    };
    let confirmed = diesel::update(offered())
        .set((
            factors::name.eq(factor.name.as_str()),
            factors::confirmed_at.eq(factor.confirmed_at.as_ref().map(micros)),
            factors::last_used_at.eq(factor.last_used_at.as_ref().map(micros)),
            verified_by,
            factors::counter.eq(new.counter),
            factors::credential_id.eq(new.credential_id.as_ref().map(CredentialId::as_bytes)),
        ))
        .execute(connection)?;
    if confirmed == 0 {
        return Ok(Confirmation::NotOffered);
    }
    let codes_kept = codes::insert_first(connection, &factor.user_id, codes)?;
    outbox::queue(connection, mails)?;
    audit::record(connection, audit)?;
    Ok(Confirmation::Confirmed { codes_kept })
}

/// How many factors of a person count.
fn number_of(connection: &mut SqlConnection, user: &Id<User>) -> SqlResult<usize> {
    let counting = factors::table
        .filter(factors::user_id.eq(user.as_str()))
        .filter(factors::confirmed_at.is_not_null())
        .filter(on_primary());
    // A few at most.
    let ids = counting.select(factors::id).load::<String>(connection)?;
    Ok(ids.len())
}

pub(super) fn rename(
    connection: &mut SqlConnection,
    user: &Id<User>,
    id: &Id<Factor>,
    name: &FactorName,
    audit: &AuditEvent,
) -> SqlResult<Option<Factor>> {
    lock(connection, user)?;
    let Some(found) = find(connection, user, id)? else {
        return Ok(None);
    };
    diesel::update(factors::table.find(id.as_str()))
        .set(factors::name.eq(name.as_str()))
        .execute(connection)?;
    audit::record(connection, audit)?;
    Ok(Some(Factor {
        name: name.clone(),
        ..found.factor
    }))
}

pub(super) fn remove(
    connection: &mut SqlConnection,
    user: &Id<User>,
    id: &Id<Factor>,
    audit: &AuditEvent,
    mails: &[OutgoingMail],
) -> SqlResult<Option<Factor>> {
    lock(connection, user)?;
    let Some(removed) = find(connection, user, id)? else {
        return Ok(None);
    };
    diesel::delete(factors::table.find(id.as_str())).execute(connection)?;
    if !has_any(connection, user)? {
        codes::end(connection, user)?;
    }
    factor_logins::end_all(connection, user)?;
    outbox::queue(connection, mails)?;
    audit::record(connection, audit)?;
    Ok(Some(removed.factor))
}

pub(super) fn reset(
    connection: &mut SqlConnection,
    user: &Id<User>,
    audit: &AuditEvent,
    mails: &[OutgoingMail],
) -> SqlResult<usize> {
    lock(connection, user)?;
    let own = factors::table.filter(factors::user_id.eq(user.as_str()));
    let counting = own.filter(factors::confirmed_at.is_not_null());
    let removed = diesel::delete(counting).execute(connection)?;
    diesel::delete(own).execute(connection)?;
    codes::end(connection, user)?;
    factor_logins::end_all(connection, user)?;
    if removed > 0 {
        outbox::queue(connection, mails)?;
        audit::record(connection, audit)?;
    }
    Ok(removed)
}
