use std::collections::HashSet;

use diesel::prelude::*;
use sendook_domain::ports::{DocumentStanding, ImportedContent, ImportedDocument};
use sendook_domain::values::{Digest, Id};

use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::primary::on_primary;
use crate::schema::{
    access_tokens, api_key_secrets, imported_documents, inboxes as inbox_rows, memberships,
    organizations, users,
};

/// What is there already, of all that some documents are or refer to.
pub(super) struct There {
    documents: HashSet<(String, String)>,
    members: HashSet<(String, String)>,
    organizations: HashSet<String>,
    users: HashSet<String>,
    email_keys: HashSet<String>,
    inbox_keys: HashSet<String>,
    digests: HashSet<Vec<u8>>,
}

impl There {
    /// One statement for each kind of thing, however many documents there are.
    pub(super) fn read(
        connection: &mut SqlConnection,
        documents: &[ImportedDocument],
    ) -> SqlResult<Self> {
        let contents = || documents.iter().map(|document| &document.content);
        let organization_ids = distinct(contents().filter_map(|content| {
            let id = content.organization_id();
            id.map(ToString::to_string)
        }));
        let user_ids = distinct(contents().filter_map(|content| {
            let id = content.user_id();
            id.map(ToString::to_string)
        }));
        let email_keys = distinct(contents().filter_map(|content| match content {
            ImportedContent::User(user, _) => Some(user.email.key().to_owned()),
            _ => None,
        }));
        let inbox_keys = distinct(contents().filter_map(|content| match content {
            ImportedContent::Inbox(inbox) => Some(inbox.address.key().to_owned()),
            _ => None,
        }));
        let digests = contents()
            .filter_map(digest)
            .map(|digest| digest.as_bytes().to_vec());
        let digests = digests.collect::<Vec<_>>();
        let keys = contents().map(ImportedContent::key).collect::<Vec<_>>();
        let of_keys = api_key_secrets::table
            .filter(api_key_secrets::digest.eq_any(&digests))
            .filter(on_primary())
            .select(api_key_secrets::digest)
            .load::<Vec<u8>>(connection)?;
        let of_tokens = access_tokens::table
            .filter(access_tokens::digest.eq_any(&digests))
            .filter(on_primary())
            .select(access_tokens::digest)
            .load::<Vec<u8>>(connection)?;
        let members = memberships::table
            .filter(memberships::organization_id.eq_any(&organization_ids))
            .filter(memberships::user_id.eq_any(&user_ids))
            .filter(on_primary())
            .select((memberships::organization_id, memberships::user_id))
            .load::<(String, String)>(connection)?;
        Ok(Self {
            documents: known(connection, &keys)?,
            members: members.into_iter().collect(),
            organizations: organizations::table
                .filter(organizations::id.eq_any(&organization_ids))
                .filter(on_primary())
                .select(organizations::id)
                .load::<String>(connection)?
                .into_iter()
                .collect(),
            users: users::table
                .filter(users::id.eq_any(&user_ids))
                .filter(users::disabled_at.is_null())
                .filter(on_primary())
                .select(users::id)
                .load::<String>(connection)?
                .into_iter()
                .collect(),
            email_keys: users::table
                .filter(users::email_key.eq_any(&email_keys))
                .filter(on_primary())
                .select(users::email_key)
                .load::<String>(connection)?
                .into_iter()
                .collect(),
            inbox_keys: inbox_rows::table
                .filter(inbox_rows::email_key.eq_any(&inbox_keys))
                .filter(on_primary())
                .select(inbox_rows::email_key)
                .load::<String>(connection)?
                .into_iter()
                .collect(),
            digests: of_keys.into_iter().chain(of_tokens).collect(),
        })
    }

    pub(super) fn standing(&self, content: &ImportedContent) -> DocumentStanding {
        let (kind, key) = content.key();
        let is_member = match content {
            ImportedContent::Member {
                organization_id,
                user_id,
                ..
            } => {
                let pair = (organization_id.to_string(), user_id.to_string());
                self.members.contains(&pair)
            }
            _ => false,
        };
        let organization = content.organization_id().map(Id::as_str);
        let user = content.user_id().map(Id::as_str);
        DocumentStanding {
            is_known: is_member || self.documents.contains(&(kind.to_owned(), key)),
            is_taken: match content {
                ImportedContent::User(user, _) => self.email_keys.contains(user.email.key()),
                ImportedContent::Inbox(inbox) => self.inbox_keys.contains(inbox.address.key()),
                _ => digest(content)
                    .is_some_and(|digest| self.digests.contains(digest.as_bytes().as_slice())),
            },
            has_organization: organization.is_some_and(|id| self.organizations.contains(id)),
            has_user: user.is_some_and(|id| self.users.contains(id)),
        }
    }
}

fn distinct(texts: impl Iterator<Item = String>) -> Vec<String> {
    let set: HashSet<String> = texts.collect();
    set.into_iter().collect()
}

fn digest(content: &ImportedContent) -> Option<&Digest> {
    match content {
        ImportedContent::ApiKey(key) => Some(&key.digest),
        ImportedContent::AccessToken(_, digest) => Some(digest),
        _ => None,
    }
}

/// Which of these were imported before.
fn known(
    connection: &mut SqlConnection,
    keys: &[(&'static str, String)],
) -> SqlResult<HashSet<(String, String)>> {
    let kinds: HashSet<&str> = keys.iter().map(|(kind, _)| *kind).collect();
    let mut known = HashSet::new();
    for kind in kinds {
        let of_kind = keys.iter().filter(|(of, _)| *of == kind);
        let ids = of_kind.map(|(_, id)| id.as_str()).collect::<Vec<_>>();
        let found = imported_documents::table
            .filter(imported_documents::kind.eq(kind))
            .filter(imported_documents::id.eq_any(ids))
            .filter(on_primary())
            .select(imported_documents::id)
            .load::<String>(connection)?;
        known.extend(found.into_iter().map(|id| (kind.to_owned(), id)));
    }
    Ok(known)
}
