use sendook_domain::entities::Inbox;
use sendook_domain::values::InboxName;
use serde::Serialize;
use utoipa::ToSchema;

use crate::json::Timestamp;

/// An inbox.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Inbox)]
pub(crate) struct InboxDto<'a> {
    /// The same as `id`: Sendook's clients read it here.
    #[serde(rename = "_id")]
    #[schema(example = "inbox_example")]
    sendook_id: &'a str,
    /// Identifies the inbox.
    #[schema(example = "inbox_example")]
    id: &'a str,
    /// The organization that it belongs to.
    #[schema(example = "org_example")]
    organization_id: &'a str,
    /// What people call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "Support")]
    name: Option<&'a str>,
    /// Its address.
    #[schema(example = "support@example.com")]
    email: &'a str,
    /// When it was made.
    created_at: Timestamp,
    /// When it was last changed.
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
