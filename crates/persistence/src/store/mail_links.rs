//! What mailed links stand for.

use diesel::prelude::*;
use sendook_domain::entities::{LinkPurpose, MailLink, User};
use sendook_domain::values::{Digest, Id};

use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::primary::on_primary;
use crate::rows::MailLinkRow;
use crate::schema::{mail_links, users};

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

/// Whether the link goes to the address that its account has.
pub(super) fn fits_account(connection: &mut SqlConnection, link: &MailLink) -> SqlResult<bool> {
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
