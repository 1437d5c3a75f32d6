use std::slice;

use diesel::prelude::*;
use sendook_domain::entities::{AuditEvent, LinkPurpose, MailKind, MailLink, OutgoingMail, User};
use sendook_domain::ports::{MailLinks, StoreError};
use sendook_domain::values::{Digest, Id};

use super::password_hash::lock_enabled;
use super::sql_store::SqlStore;
use super::{audit, outbox, password_resets};
use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::primary::on_primary;
use crate::rows::{MailLinkRow, micros};
use crate::schema::{mail_links, outgoing_mails, users};

/// Each step that concerns a user locks that user's row first, to avoid deadlocks.
impl MailLinks for SqlStore {
    fn mail_link_by_digest(&self, digest: &Digest) -> Result<Option<MailLink>, StoreError> {
        self.read(|connection| {
            let row = mail_links::table
                .filter(mail_links::digest.eq(digest.as_bytes().as_slice()))
                .filter(on_primary())
                .get_result::<MailLinkRow>(connection)
                .optional()?;
            Ok(row.map(TryInto::try_into).transpose()?)
        })
    }

    fn verify_email_by_link(
        &self,
        link: &MailLink,
        audit: &AuditEvent,
    ) -> Result<bool, StoreError> {
        self.write(|connection| {
            if !lock_enabled(connection, &link.user_id)?
                || !fits_account(connection, link)?
                || !use_up(connection, &link.digest, LinkPurpose::EmailVerification)?
            {
                return Ok(false);
            }
            void(connection, &link.user_id, LinkPurpose::EmailVerification)?;
            diesel::update(users::table.find(link.user_id.as_str()))
                .set((
                    users::email_verified_at.eq(micros(&audit.at)),
                    users::updated_at.eq(micros(&audit.at)),
                ))
                .execute(connection)?;
            audit::record(connection, audit)?;
            Ok(true)
        })
    }

    fn begin_email_change(
        &self,
        user: &Id<User>,
        mail: &OutgoingMail,
        audit: &AuditEvent,
    ) -> Result<bool, StoreError> {
        self.write(|connection| {
            if !lock_enabled(connection, user)? {
                return Ok(false);
            }
            drop_waiting(connection, user, MailKind::EmailChange)?;
            void(connection, user, LinkPurpose::EmailChange)?;
            outbox::queue(connection, slice::from_ref(mail))?;
            audit::record(connection, audit)?;
            Ok(true)
        })
    }

    fn change_email(
        &self,
        link: &MailLink,
        audit: &AuditEvent,
        mails: &[OutgoingMail],
    ) -> Result<bool, StoreError> {
        self.write(|connection| {
            let user = &link.user_id;
            if !lock_enabled(connection, user)?
                || !use_up(connection, &link.digest, LinkPurpose::EmailChange)?
            {
                return Ok(false);
            }
            diesel::update(users::table.find(user.as_str()))
                .set((
                    users::email.eq(link.email.as_typed()),
                    users::email_key.eq(link.email.key()),
                    users::email_verified_at.eq(micros(&audit.at)),
                    users::updated_at.eq(micros(&audit.at)),
                ))
                .execute(connection)?;
            password_resets::void(connection, user)?;
            for purpose in [LinkPurpose::EmailVerification, LinkPurpose::EmailChange] {
                void(connection, user, purpose)?;
            }
            for kind in [MailKind::EmailVerification, MailKind::EmailChange] {
                drop_waiting(connection, user, kind)?;
            }
            outbox::queue(connection, mails)?;
            audit::record(connection, audit)?;
            Ok(true)
        })
    }

    fn void_mail_link(&self, digest: &Digest, audit: &AuditEvent) -> Result<bool, StoreError> {
        self.write(|connection| {
            let voided = remove(connection, digest)?;
            if voided {
                audit::record(connection, audit)?;
            }
            Ok(voided)
        })
    }
}

/// Drops mails with links that a user shall no longer get.
fn drop_waiting(connection: &mut SqlConnection, user: &Id<User>, kind: MailKind) -> SqlResult<()> {
    let waiting = outgoing_mails::table
        .filter(outgoing_mails::user_id.eq(user.as_str()))
        .filter(outgoing_mails::kind.eq(kind.as_str()));
    diesel::delete(waiting).execute(connection)?;
    Ok(())
}

/// Keeps a link.
pub(super) fn insert(connection: &mut SqlConnection, link: &MailLink) -> SqlResult<()> {
    diesel::insert_into(mail_links::table)
        .values(MailLinkRow::from(link))
        .execute(connection)?;
    Ok(())
}

/// Finds the link with this digest, if it is for this purpose.
pub(super) fn find(
    connection: &mut SqlConnection,
    digest: &Digest,
    purpose: LinkPurpose,
) -> SqlResult<Option<MailLink>> {
    let row = mail_links::table
        .filter(mail_links::digest.eq(digest.as_bytes().as_slice()))
        .filter(mail_links::purpose.eq(purpose.as_str()))
        .filter(on_primary())
        .get_result::<MailLinkRow>(connection)
        .optional()?;
    Ok(row.map(TryInto::try_into).transpose()?)
}

/// Whether the link goes to the address that its account has, or is to have.
pub(super) fn fits_account(connection: &mut SqlConnection, link: &MailLink) -> SqlResult<bool> {
    if link.purpose == LinkPurpose::EmailChange {
        return Ok(true);
    }
    let account = users::table
        .filter(users::id.eq(link.user_id.as_str()))
        .filter(users::email_key.eq(link.email.key()))
        .filter(on_primary())
        .select(users::id)
        .get_result::<String>(connection)
        .optional()?;
    Ok(account.is_some())
}

/// Deletes the link with this digest. Returns whether there was one.
pub(super) fn remove(connection: &mut SqlConnection, digest: &Digest) -> SqlResult<bool> {
    let link = mail_links::table.find(digest.as_bytes().as_slice());
    Ok(diesel::delete(link).execute(connection)? > 0)
}

/// Deletes the link with this digest, if it is for this purpose. Returns whether there was one.
pub(super) fn use_up(
    connection: &mut SqlConnection,
    digest: &Digest,
    purpose: LinkPurpose,
) -> SqlResult<bool> {
    let link = mail_links::table
        .filter(mail_links::digest.eq(digest.as_bytes().as_slice()))
        .filter(mail_links::purpose.eq(purpose.as_str()));
    Ok(diesel::delete(link).execute(connection)? > 0)
}

/// Deletes the links of a user for this purpose.
pub(super) fn void(
    connection: &mut SqlConnection,
    user: &Id<User>,
    purpose: LinkPurpose,
) -> SqlResult<()> {
    let links = mail_links::table
        .filter(mail_links::user_id.eq(user.as_str()))
        .filter(mail_links::purpose.eq(purpose.as_str()));
    diesel::delete(links).execute(connection)?;
    Ok(())
}
