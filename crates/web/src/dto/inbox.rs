use sendook_domain::entities::Inbox;
use sendook_domain::values::InboxName;
use serde::Serialize;

use crate::json::Timestamp;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct InboxDto {
    #[serde(rename = "_id")]
    sendook_id: String,
    id: String,
    organization_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    email: String,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl From<&Inbox> for InboxDto {
    fn from(inbox: &Inbox) -> Self {
        Self {
            sendook_id: inbox.id.to_string(),
            id: inbox.id.to_string(),
            organization_id: inbox.organization_id.to_string(),
            name: inbox
                .name
                .as_ref()
                .map(InboxName::as_str)
                .map(str::to_owned),
            email: inbox.address.as_str().to_owned(),
            created_at: Timestamp(inbox.created_at),
            updated_at: Timestamp(inbox.updated_at),
        }
    }
}
