use sendook_domain::entities::Inbox;
use sendook_domain::values::InboxName;
use serde::Serialize;

use crate::json::Timestamp;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct InboxDto<'a> {
    #[serde(rename = "_id")]
    sendook_id: &'a str,
    id: &'a str,
    organization_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    email: &'a str,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl<'a> From<&'a Inbox> for InboxDto<'a> {
    fn from(inbox: &'a Inbox) -> Self {
        Self {
            sendook_id: inbox.id.as_str(),
            id: inbox.id.as_str(),
            organization_id: inbox.organization_id.as_str(),
            name: inbox.name.as_ref().map(InboxName::as_str),
            email: inbox.address.as_str(),
            created_at: Timestamp(inbox.created_at),
            updated_at: Timestamp(inbox.updated_at),
        }
    }
}
