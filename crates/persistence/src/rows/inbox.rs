use diesel::prelude::*;
use sendook_domain::entities::Inbox;
use sendook_domain::values::{InboxAddress, InboxName};

use super::column::{CorruptRow, id, instant, micros};
use crate::schema::inboxes;

#[derive(Queryable, Insertable)]
#[diesel(table_name = inboxes, treat_none_as_default_value = false)]
pub(crate) struct InboxRow {
    id: String,
    organization_id: String,
    name: Option<String>,
    email: String,
    email_key: String,
    created_at: i64,
    updated_at: i64,
}

impl From<&Inbox> for InboxRow {
    fn from(inbox: &Inbox) -> Self {
        Self {
            id: inbox.id.to_string(),
            organization_id: inbox.organization_id.to_string(),
            name: inbox.name.as_ref().map(|name| name.as_str().to_owned()),
            email: inbox.address.as_str().to_owned(),
            email_key: inbox.address.key().to_owned(),
            created_at: micros(&inbox.created_at),
            updated_at: micros(&inbox.updated_at),
        }
    }
}

impl TryFrom<InboxRow> for Inbox {
    type Error = CorruptRow;

    fn try_from(row: InboxRow) -> Result<Self, CorruptRow> {
        Ok(Self {
            id: id(row.id)?,
            organization_id: id(row.organization_id)?,
            name: row.name.map(InboxName::restore),
            address: InboxAddress::restore(row.email, row.email_key),
            created_at: instant(row.created_at)?,
            updated_at: instant(row.updated_at)?,
        })
    }
}
