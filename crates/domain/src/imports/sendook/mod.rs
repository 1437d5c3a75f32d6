//! Moving a whole Sendook here: people, organizations, inboxes, keys and tokens.

mod document;
mod preparation;

use std::collections::HashSet;

use super::ImportService;
use crate::entities::{Organization, Role, User};
use crate::ports::{DocumentStanding, ImportedContent, ImportedDocument, StoreError};
use crate::values::{Digest, Id};

pub use self::document::SendookDocument;

/// The import of one Sendook. It remembers of its documents which ids, addresses and secrets they have, and nothing more.
pub struct SendookImport<'a> {
    service: &'a ImportService,
    is_trial: bool,
    users: HashSet<Id<User>>,
    organizations: HashSet<Id<Organization>>,
    /// Which of those have an owner by now, and of those that were there.
    owned: HashSet<Id<Organization>>,
    addresses: HashSet<Box<str>>,
    inbox_addresses: HashSet<Box<str>>,
    secrets: HashSet<Digest>,
}

/// What became of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is here, or would be if this were no trial.
    Imported,
    /// It was imported before. It stays as it is now, even deleted.
    ImportedBefore,
    /// It is not imported.
    LeftOut(LeftOut),
}

/// Why a document is not imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LeftOut {
    /// A user has the e-mail address of an earlier user of the same import: two people are never merged.
    #[error("An earlier user of these files has the same e-mail address, apart from letter case.")]
    AddressTwice,
    /// A user has the e-mail address of an account that is here already: two people are never merged.
    #[error("Another account has this e-mail address here.")]
    AddressTaken,
    /// It was made after this moment, by its own date; lists are in the order of these dates.
    #[error("\"createdAt\" lies in the future.")]
    FromTheFuture,
    /// An inbox has an address that only whoever runs the domain may have, such as `postmaster`.
    #[error("Its address is reserved for whoever runs the domain.")]
    InboxReserved,
    /// An inbox has an address of another domain than the service, where nobody could make it either.
    #[error("Its address is not of the domain of this service, SENDOOK_EMAIL_DOMAIN.")]
    InboxOfForeignDomain,
    /// An inbox has an address that another inbox has, here or earlier in the import.
    #[error("Another inbox has this address.")]
    InboxTaken,
    /// A key or token has no secret, or one of another form than those of Sendook: a shorter one might be guessed.
    #[error(
        "Its secret is not 96 hexadecimal digits, as those that Sendook makes. Make a key here."
    )]
    NoSecret,
    /// A key or token has the secret of another one, here or earlier in the import: a secret stands for one of them.
    #[error("Another one has the same secret.")]
    SecretTaken,
    /// A key or an inbox belongs to an organization that was not imported, or is deleted.
    #[error("Its organization is not here: it was left out, or deleted here.")]
    NoOrganization,
    /// A token belongs to a user who was not imported, or is disabled.
    #[error("Its user is not here: they were left out, or are disabled here.")]
    NoUser,
}

impl<'a> SendookImport<'a> {
    pub(super) fn new(service: &'a ImportService, is_trial: bool) -> Self {
        Self {
            service,
            is_trial,
            users: HashSet::new(),
            organizations: HashSet::new(),
            owned: HashSet::new(),
            addresses: HashSet::new(),
            inbox_addresses: HashSet::new(),
            secrets: HashSet::new(),
        }
    }

    /// Imports documents, all that can be or none, and says what became of each, in their order. Users have to come before
    /// organizations, and both before what belongs to them.
    ///
    /// # Errors
    /// What the store reports; then nothing was kept, and the same import can be begun again.
    pub fn import(&mut self, batch: Vec<SendookDocument>) -> Result<Vec<Outcome>, StoreError> {
        let mut outcomes = Vec::with_capacity(batch.len());
        let mut documents = Vec::with_capacity(batch.len());
        for document in batch {
            let prepared = self.service.prepare(document)?;
            outcomes.push(prepared.as_ref().err().map(|why| Outcome::LeftOut(*why)));
            documents.extend(prepared);
        }
        let mut standings = self.service.documents.standings(&documents)?.into_iter();
        let mut documents = documents.into_iter();
        let mut kept = Vec::new();
        let mut judged = Vec::with_capacity(outcomes.len());
        for outcome in outcomes {
            if let Some(left_out) = outcome {
                judged.push(left_out);
                continue;
            }
            let Some((mut document, standing)) = documents.next().zip(standings.next()) else {
                break;
            };
            let outcome = self.judge(&document.content, standing);
            if outcome == Outcome::Imported {
                self.place(&mut document.content)?;
                kept.push(document);
            }
            judged.push(outcome);
        }
        self.keep(&kept)?;
        Ok(judged)
    }

    /// The organizations that this import brought and that have no owner, as none of their members is here. To be asked at the end.
    pub fn ownerless(&self) -> impl Iterator<Item = &Id<Organization>> {
        self.organizations.difference(&self.owned)
    }

    /// Makes the first member of an organization its owner.
    fn place(&mut self, content: &mut ImportedContent) -> Result<(), StoreError> {
        let ImportedContent::Member {
            organization_id,
            role,
            ..
        } = content
        else {
            return Ok(());
        };
        if !self.owned.insert(organization_id.clone()) {
            return Ok(());
        }
        // One that is imported now has nobody yet.
        let is_new = self.organizations.contains(organization_id);
        let members = &self.service.members;
        if is_new
            || members
                .people_of_role(organization_id, Role::Owner)?
                .is_empty()
        {
            *role = Role::Owner;
        }
        Ok(())
    }

    fn keep(&self, documents: &[ImportedDocument]) -> Result<(), StoreError> {
        if self.is_trial || documents.is_empty() {
            return Ok(());
        }
        self.service.documents.import_documents(documents)
    }

    fn judge(&mut self, content: &ImportedContent, standing: DocumentStanding) -> Outcome {
        if standing.is_known {
            return Outcome::ImportedBefore;
        }
        let organization = content.organization_id();
        let has_organization = standing.has_organization
            || organization.is_none_or(|id| self.organizations.contains(id));
        let user = content.user_id();
        let has_user = standing.has_user || user.is_none_or(|id| self.users.contains(id));
        if !has_organization {
            return Outcome::LeftOut(LeftOut::NoOrganization);
        }
        if !has_user {
            return Outcome::LeftOut(LeftOut::NoUser);
        }
        self.claim(content, standing.is_taken)
            .map_or_else(Outcome::LeftOut, |is_new| {
                if is_new {
                    Outcome::Imported
                } else {
                    Outcome::ImportedBefore
                }
            })
    }

    /// Takes the values that only one document may have; returns whether it is the first with its id.
    fn claim(&mut self, content: &ImportedContent, is_taken: bool) -> Result<bool, LeftOut> {
        let unless = |is_taken, why| if is_taken { Err(why) } else { Ok(()) };
        match content {
            ImportedContent::User(user, _) => {
                if self.users.contains(&user.id) {
                    return Ok(false);
                }
                unless(is_taken, LeftOut::AddressTaken)?;
                let is_new = self.addresses.insert(user.email.key().into());
                unless(!is_new, LeftOut::AddressTwice)?;
                Ok(self.users.insert(user.id.clone()))
            }
            ImportedContent::Organization(one) => Ok(self.organizations.insert(one.id.clone())),
            ImportedContent::Member { .. } => Ok(true),
            ImportedContent::Inbox(inbox) => {
                let is_new = self.inbox_addresses.insert(inbox.address.key().into());
                unless(is_taken || !is_new, LeftOut::InboxTaken)?;
                Ok(true)
            }
            ImportedContent::ApiKey(key) => {
                let is_new = self.secrets.insert(key.digest);
                unless(is_taken || !is_new, LeftOut::SecretTaken)?;
                Ok(true)
            }
            ImportedContent::AccessToken(_, digest) => {
                let is_new = self.secrets.insert(*digest);
                unless(is_taken || !is_new, LeftOut::SecretTaken)?;
                Ok(true)
            }
        }
    }
}
