use chrono::{DateTime, Utc};
use sendook_domain::entities::RunToken;
use sendook_domain::values::RunTokenLabel;

use super::Moment;
use super::key::{reach_label, scope_label};

/// A run token as pages show it.
pub(crate) struct RunTokenView {
    pub(crate) id: String,
    /// What it is for; its id, where that was not said.
    pub(crate) label: String,
    pub(crate) access: Vec<&'static str>,
    pub(crate) inboxes: String,
    pub(crate) made: Moment,
    pub(crate) ends: Moment,
}

impl RunTokenView {
    pub(crate) fn new(token: &RunToken, now: DateTime<Utc>) -> Self {
        let label = token.label.as_ref().map(RunTokenLabel::as_str);
        Self {
            id: token.id.to_string(),
            label: label.unwrap_or(token.id.as_str()).to_owned(),
            access: token.scopes.iter().map(scope_label).collect(),
            inboxes: reach_label(&token.inboxes),
            made: Moment::new(token.created_at, now),
            ends: Moment::new(token.expires_at, now),
        }
    }
}
