use diesel::prelude::*;
use sendook_domain::entities::{LinkPurpose, MailLink};
use sendook_domain::values::EmailAddress;

use super::column::{CorruptRow, digest, id, instant, micros};
use crate::schema::mail_links;

#[derive(Queryable, Insertable)]
#[diesel(table_name = mail_links)]
pub(crate) struct MailLinkRow {
    digest: Vec<u8>,
    purpose: String,
    user_id: String,
    email: String,
    email_key: String,
    expires_at: i64,
}

impl From<&MailLink> for MailLinkRow {
    fn from(link: &MailLink) -> Self {
        Self {
            digest: link.digest.as_bytes().to_vec(),
            purpose: link.purpose.as_str().to_owned(),
            user_id: link.user_id.to_string(),
            email: link.email.as_typed().to_owned(),
            email_key: link.email.key().to_owned(),
            expires_at: micros(&link.expires_at),
        }
    }
}

impl TryFrom<MailLinkRow> for MailLink {
    type Error = CorruptRow;

    fn try_from(row: MailLinkRow) -> Result<Self, CorruptRow> {
        Ok(Self {
            digest: digest(&row.digest)?,
            purpose: LinkPurpose::parse(&row.purpose).map_err(|_| CorruptRow("purpose"))?,
            user_id: id(row.user_id)?,
            email: EmailAddress::restore(row.email, row.email_key),
            expires_at: instant(row.expires_at)?,
        })
    }
}
