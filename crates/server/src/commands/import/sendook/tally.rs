use std::fmt;

use sendook_domain::imports::{Outcome, SendookDocument};
use serde::Serialize;

use crate::commands::table::Table;

/// What became of the documents, or would become of them.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Tally {
    users: Counts,
    organizations: Counts,
    members: Counts,
    inboxes: Counts,
    api_keys: Counts,
    access_tokens: Counts,
    /// Organizations that were imported and have no owner.
    pub(super) ownerless: u64,
    /// Lines that are no documents.
    pub(super) unreadable: u64,
    /// Whether nothing was changed.
    dry_run: bool,
}

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Counts {
    imported: u64,
    imported_before: u64,
    left_out: u64,
}

/// What a document is of.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    User,
    Organization,
    Member,
    Inbox,
    ApiKey,
    AccessToken,
}

impl Kind {
    pub(super) fn of(document: &SendookDocument) -> Self {
        match document {
            SendookDocument::User(..) => Self::User,
            SendookDocument::Organization(_) => Self::Organization,
            SendookDocument::Member { .. } => Self::Member,
            SendookDocument::Inbox(_) => Self::Inbox,
            SendookDocument::ApiKey { .. } => Self::ApiKey,
            SendookDocument::AccessToken { .. } => Self::AccessToken,
        }
    }
}

impl Tally {
    pub(super) fn new(dry_run: bool) -> Self {
        Self {
            dry_run,
            ..Self::default()
        }
    }

    pub(super) fn count(&mut self, kind: Kind, outcome: Outcome) {
        let counts = match kind {
            Kind::User => &mut self.users,
            Kind::Organization => &mut self.organizations,
            Kind::Member => &mut self.members,
            Kind::Inbox => &mut self.inboxes,
            Kind::ApiKey => &mut self.api_keys,
            Kind::AccessToken => &mut self.access_tokens,
        };
        match outcome {
            Outcome::Imported => counts.imported += 1,
            Outcome::ImportedBefore => counts.imported_before += 1,
            Outcome::LeftOut(_) => counts.left_out += 1,
        }
    }

    /// How many documents are not here, and were not before.
    pub(super) fn left_out(&self) -> u64 {
        let counts = self.rows().map(|(_, counts)| counts.left_out);
        counts.iter().sum::<u64>() + self.unreadable
    }

    fn rows(&self) -> [(&'static str, &Counts); 6] {
        [
            ("users", &self.users),
            ("organizations", &self.organizations),
            ("members", &self.members),
            ("inboxes", &self.inboxes),
            ("API keys", &self.api_keys),
            ("access tokens", &self.access_tokens),
        ]
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let imported = if self.dry_run {
            "WOULD BE IMPORTED"
        } else {
            "IMPORTED"
        };
        let rows = self.rows().into_iter().map(|(what, counts)| {
            let counts = [counts.imported, counts.imported_before, counts.left_out];
            let [imported, before, left_out] = counts.map(|count| count.to_string());
            [what.to_owned(), imported, before, left_out]
        });
        let columns = ["DOCUMENTS", imported, "BEFORE", "LEFT OUT"];
        f.write_str(Table::new(columns, rows).to_string().trim_end())
    }
}
