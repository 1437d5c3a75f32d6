use chrono::{DateTime, Utc};
use diesel::dsl::{count_star, min};
use diesel::prelude::*;
use sendook_domain::entities::{AuditEvent, MailLink, OutgoingMail};
use sendook_domain::ports::{ClaimedMail, GivenUpMail, MailBacklog, MailClaim, Outbox, StoreError};
use sendook_domain::values::Digest;

use super::delete_before::delete_before;
use super::password_hash::lock_enabled;
use super::sql_store::SqlStore;
use super::{audit, invitations, mail_links};
use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::primary::on_primary;
use crate::rows::{OutgoingMailRow, micros, optional_instant};
use crate::schema::outgoing_mails;

impl Outbox for SqlStore {
    fn queue_mails(&self, mails: &[OutgoingMail]) -> Result<(), StoreError> {
        self.write(|connection| queue(connection, mails))
    }

    fn is_mail_due(&self, now: DateTime<Utc>) -> Result<bool, StoreError> {
        self.read(|connection| {
            let due = outgoing_mails::table
                .filter(outgoing_mails::due_at.le(micros(&now)))
                .filter(on_primary())
                .select(outgoing_mails::id)
                .first::<String>(connection)
                .optional()?;
            Ok(due.is_some())
        })
    }

    fn claim_mail(
        &self,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Option<ClaimedMail>, StoreError> {
        self.write(|connection| {
            while let Some(row) = lock_first_due(connection, &now)? {
                diesel::update(outgoing_mails::table.find(row.id()))
                    .set((
                        outgoing_mails::due_at.eq(micros(&until)),
                        outgoing_mails::attempts.eq(outgoing_mails::attempts + 1),
                    ))
                    .execute(connection)?;
                let name = row.to_string();
                match row.claimed() {
                    Ok(claimed) => return Ok(Some(claimed)),
                    Err(error) => log::error!("{name} cannot be sent by this version: {error}"),
                }
            }
            Ok(None)
        })
    }

    fn defer_mail(
        &self,
        claim: &MailClaim,
        until: DateTime<Utc>,
        undelivered: Option<&Digest>,
    ) -> Result<bool, StoreError> {
        self.write(|connection| {
            let claimed = outgoing_mails::table
                .filter(outgoing_mails::id.eq(claim.id.as_str()))
                .filter(outgoing_mails::attempts.eq(i64::from(claim.attempt)));
            let deferred = diesel::update(claimed)
                .set(outgoing_mails::due_at.eq(micros(&until)))
                .execute(connection)?;
            if let Some(digest) = undelivered {
                mail_links::remove(connection, digest)?;
                invitations::remove_token(connection, digest)?;
            }
            Ok(deferred > 0)
        })
    }

    fn remove_mail(&self, claim: &MailClaim) -> Result<bool, StoreError> {
        self.write(|connection| {
            let claimed = outgoing_mails::table
                .filter(outgoing_mails::id.eq(claim.id.as_str()))
                .filter(outgoing_mails::attempts.eq(i64::from(claim.attempt)));
            Ok(diesel::delete(claimed).execute(connection)? > 0)
        })
    }

    fn give_up_mails(
        &self,
        queued_before: DateTime<Utc>,
        now: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<GivenUpMail>, StoreError> {
        self.write(|connection| {
            let old = lock_old(connection, &queued_before, &now, limit)?;
            old.into_iter()
                .map(|row| {
                    diesel::delete(outgoing_mails::table.find(row.id())).execute(connection)?;
                    Ok(row.given_up()?)
                })
                .collect()
        })
    }

    fn mail_backlog(&self) -> Result<MailBacklog, StoreError> {
        self.read_list(|connection| {
            let (waiting, oldest): (i64, Option<i64>) = outgoing_mails::table
                .filter(on_primary())
                .select((count_star(), min(outgoing_mails::queued_at)))
                .get_result(connection)?;
            Ok(MailBacklog {
                waiting: waiting.unsigned_abs(),
                oldest: optional_instant(oldest)?,
            })
        })
    }

    fn keep_mail_link(
        &self,
        link: &MailLink,
        claim: &MailClaim,
        audit: Option<&AuditEvent>,
    ) -> Result<bool, StoreError> {
        self.write(|connection| {
            if !lock_enabled(connection, &link.user_id)?
                || !is_claimed(connection, claim)?
                || !mail_links::fits_account(connection, link)?
            {
                return Ok(false);
            }
            mail_links::insert(connection, link)?;
            if let Some(audit) = audit {
                audit::record(connection, audit)?;
            }
            Ok(true)
        })
    }

    fn sweep_mail_links(&self, expired: DateTime<Utc>, limit: u32) -> Result<usize, StoreError> {
        self.write(|connection| {
            let (table, key) = ("mail_links", "digest");
            delete_before(connection, table, key, "expires_at", &expired, limit)
        })
    }
}

/// Keeps mails in the transaction of what they tell.
pub(super) fn queue(connection: &mut SqlConnection, mails: &[OutgoingMail]) -> SqlResult<()> {
    for mail in mails {
        diesel::insert_into(outgoing_mails::table)
            .values(OutgoingMailRow::try_from(mail)?)
            .execute(connection)?;
    }
    Ok(())
}

pub(super) fn is_claimed(connection: &mut SqlConnection, claim: &MailClaim) -> SqlResult<bool> {
    let claimed = outgoing_mails::table
        .filter(outgoing_mails::id.eq(claim.id.as_str()))
        .filter(outgoing_mails::attempts.eq(i64::from(claim.attempt)))
        .filter(on_primary())
        .select(outgoing_mails::id)
        .get_result::<String>(connection)
        .optional()?;
    Ok(claimed.is_some())
}

/// The first mail that is due, locked to the end of the transaction. One that another server is about to claim is passed over.
fn lock_first_due(
    connection: &mut SqlConnection,
    now: &DateTime<Utc>,
) -> SqlResult<Option<OutgoingMailRow>> {
    let due = outgoing_mails::table
        .filter(outgoing_mails::due_at.le(micros(now)))
        .filter(on_primary())
        .order(outgoing_mails::due_at)
        .limit(1);
    let first = match connection {
        // The transaction is the only one that writes.
        SqlConnection::Sqlite(connection) => {
            due.get_result::<OutgoingMailRow>(connection).optional()
        }
        #[cfg(feature = "postgres")]
        SqlConnection::Postgres(connection) => due
            .for_update()
            .skip_locked()
            .get_result::<OutgoingMailRow>(connection)
            .optional(),
    };
    Ok(first?)
}

fn lock_old(
    connection: &mut SqlConnection,
    queued_before: &DateTime<Utc>,
    now: &DateTime<Utc>,
    limit: u32,
) -> SqlResult<Vec<OutgoingMailRow>> {
    let old = outgoing_mails::table
        .filter(outgoing_mails::queued_at.lt(micros(queued_before)))
        .filter(outgoing_mails::due_at.le(micros(now)))
        .filter(on_primary())
        .order(outgoing_mails::queued_at)
        .limit(limit.into());
    let old = match connection {
        SqlConnection::Sqlite(connection) => old.load::<OutgoingMailRow>(connection),
        #[cfg(feature = "postgres")]
        SqlConnection::Postgres(connection) => old
            .for_update()
            .skip_locked()
            .load::<OutgoingMailRow>(connection),
    };
    Ok(old?)
}
