use sendook_domain::entities::{InboxScope, RunToken};
use sendook_domain::values::{Id, RunTokenLabel};
use serde::Serialize;
use utoipa::ToSchema;

use super::names::{ScopeName, scope_names};
use crate::json::Timestamp;

/// A run token, without its secret.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = RunToken)]
pub(crate) struct RunTokenDto<'a> {
    /// The same as `id`: Sendook's clients read it here.
    #[serde(rename = "_id")]
    #[schema(example = "token_example")]
    sendook_id: &'a str,
    /// Identifies the token.
    #[schema(example = "token_example")]
    id: &'a str,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "nightly import")]
    label: Option<&'a str>,
    /// What it may do.
    #[schema(value_type = Vec<ScopeName>)]
    scopes: Vec<&'static str>,
    /// The only inboxes that it reaches; left out of a token that is not restricted to some.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    inbox_ids: Option<Vec<&'a str>>,
    /// When it ends, unless its key ends before.
    expires_at: Timestamp,
    /// When it was made.
    created_at: Timestamp,
}

impl<'a> From<&'a RunToken> for RunTokenDto<'a> {
    fn from(token: &'a RunToken) -> Self {
        Self {
            sendook_id: token.id.as_str(),
            id: token.id.as_str(),
            label: token.label.as_ref().map(RunTokenLabel::as_str),
            scopes: scope_names(token.scopes),
            inbox_ids: match &token.inboxes {
                InboxScope::All => None,
                InboxScope::Only(ids) => Some(ids.iter().map(Id::as_str).collect()),
            },
            expires_at: Timestamp(token.expires_at),
            created_at: Timestamp(token.created_at),
        }
    }
}
