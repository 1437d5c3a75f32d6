use diesel::prelude::*;
use sendook_domain::entities::{Attachment, InboxScope, RunToken, StoredRunToken};
use sendook_domain::ports::NewRunToken;
use sendook_domain::values::{Id, RunTokenLabel};

use super::column::{CorruptRow, digest, id, ids, instant, micros, scopes};

/// A run token, with the digest of the secret that it belongs to.
#[derive(Queryable)]
pub(crate) struct RunTokenRow {
    pub(crate) digest: Vec<u8>,
    pub(crate) id: String,
    pub(crate) secret_digest: Vec<u8>,
    pub(crate) label: Option<String>,
    pub(crate) scopes: String,
    /// Separated by spaces.
    pub(crate) inbox_ids: Option<String>,
    pub(crate) created_at: i64,
    pub(crate) expires_at: i64,
}

impl From<&NewRunToken> for RunTokenRow {
    fn from(new: &NewRunToken) -> Self {
        let token = &new.token;
        let inboxes = |ids: &[Id<_>]| ids.iter().map(Id::as_str).collect::<Vec<_>>().join(" ");
        Self {
            digest: new.digest.as_bytes().to_vec(),
            id: token.id.to_string(),
            secret_digest: new.secret.as_bytes().to_vec(),
            label: token.label.as_ref().map(|label| label.as_str().to_owned()),
            scopes: token.scopes.to_text(),
            inbox_ids: match &token.inboxes {
                InboxScope::All => None,
                InboxScope::Only(ids) => Some(inboxes(ids)),
            },
            created_at: micros(&token.created_at),
            expires_at: micros(&token.expires_at),
        }
    }
}

impl TryFrom<RunTokenRow> for StoredRunToken {
    type Error = CorruptRow;

    fn try_from(row: RunTokenRow) -> Result<Self, CorruptRow> {
        Ok(Self {
            secret: digest(&row.secret_digest)?,
            token: row.try_into()?,
            rendered: Attachment::default(),
        })
    }
}

impl TryFrom<RunTokenRow> for RunToken {
    type Error = CorruptRow;

    fn try_from(row: RunTokenRow) -> Result<Self, CorruptRow> {
        let inboxes = row.inbox_ids.as_deref().map(|text| {
            let texts: Vec<_> = text.split_ascii_whitespace().map(str::to_owned).collect();
            ids(&texts)
        });
        Ok(Self {
            id: id(row.id)?,
            label: row.label.map(RunTokenLabel::restore),
            scopes: scopes(&row.scopes)?,
            inboxes: inboxes
                .transpose()?
                .map_or(InboxScope::All, InboxScope::Only),
            created_at: instant(row.created_at)?,
            expires_at: instant(row.expires_at)?,
        })
    }
}
