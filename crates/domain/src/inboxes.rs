//! Inboxes: creating, listing and deleting them.

use std::sync::Arc;

use crate::authorization::Grant;
use crate::authorization::permission::{CreateInboxes, DeleteInboxes, ReadInboxes};
use crate::entities::{AuditAction, AuditEvent, ClientInfo, Inbox};
use crate::idempotency::{Remember, answer_of};
use crate::ports::{Inboxes, Issuer, Page, Pagination, StoreError, Unique};
use crate::values::{EmailDomain, Id, InboxAddress, InboxName, InvalidInboxAddress};

/// How often a random address is drawn again when it is taken.
const MAX_DRAWS: usize = 5;

/// The longest slug, in characters.
const MAX_SLUG: usize = 40;

/// How many random characters make an address one's own.
const RANDOM_CHARS: usize = 10;

/// Where organizations manage their inboxes.
#[derive(Clone)]
pub struct InboxService {
    pub(crate) store: Arc<dyn Inboxes>,
    pub(crate) issuer: Issuer,
    pub(crate) domain: EmailDomain,
}

/// The requested properties of a new inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboxRequest {
    /// What people will call it.
    pub name: Option<InboxName>,
    /// Its address; without one, it is made of the name.
    pub address: Option<InboxAddress>,
}

/// Why an inbox was not made.
#[derive(Debug, thiserror::Error)]
pub enum InboxRequestError {
    /// The address that was asked for, or made of the name, cannot be had.
    #[error(transparent)]
    Address(#[from] InvalidInboxAddress),
    /// Another inbox has this address.
    #[error("An inbox with this address already exists.")]
    Taken,
    /// A port failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for InboxRequestError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Taken(Unique::InboxAddress) => Self::Taken,
            other => Self::Store(other),
        }
    }
}

impl InboxService {
    /// The domain of every inbox.
    pub fn domain(&self) -> &EmailDomain {
        &self.domain
    }

    /// Makes an inbox, and keeps the answer that `remember` makes of it.
    ///
    /// # Errors
    /// [`InboxRequestError`]; then nothing was kept.
    pub fn create(
        &self,
        grant: &Grant<CreateInboxes>,
        request: InboxRequest,
        origin: &ClientInfo,
        remember: Option<&Remember<'_, Inbox>>,
    ) -> Result<Inbox, InboxRequestError> {
        if let Some(address) = request.address {
            return self.keep(grant, request.name, address, origin, remember);
        }
        let slug = slug(request.name.as_ref().map_or("", InboxName::as_str));
        let mut address = self.address(&slug)?;
        for _ in 0..MAX_DRAWS {
            match self.keep(grant, request.name.clone(), address, origin, remember) {
                Err(InboxRequestError::Taken) => address = self.draw_address(&slug)?,
                other => return other,
            }
        }
        self.keep(grant, request.name, address, origin, remember)
    }

    /// Prepares the inbox that comes with an account; nothing is kept yet.
    pub(super) fn draw_first(&self, grant: &Grant<CreateInboxes>) -> Result<Inbox, StoreError> {
        let address = self.draw_address(&slug("")).map_err(|error| match error {
            InboxRequestError::Store(error) => error,
            other => StoreError::internal(other),
        })?;
        self.prepare(grant, None, address)
    }

    fn keep(
        &self,
        grant: &Grant<CreateInboxes>,
        name: Option<InboxName>,
        address: InboxAddress,
        origin: &ClientInfo,
        remember: Option<&Remember<'_, Inbox>>,
    ) -> Result<Inbox, InboxRequestError> {
        let inbox = self.prepare(grant, name, address)?;
        let mut audit = self.audit(AuditAction::InboxCreated, grant, &inbox.id, origin)?;
        audit.detail = Some(inbox.address.as_str().to_owned());
        let answer = answer_of(remember, &inbox)?;
        self.store.create_inbox(&inbox, &audit, answer.as_ref())?;
        Ok(inbox)
    }

    fn prepare(
        &self,
        grant: &Grant<CreateInboxes>,
        name: Option<InboxName>,
        address: InboxAddress,
    ) -> Result<Inbox, StoreError> {
        let now = self.issuer.clock.now();
        Ok(Inbox {
            id: self.issuer.new_id()?,
            organization_id: grant.organization_id().clone(),
            name,
            address,
            created_at: now,
            updated_at: now,
        })
    }

    fn address(&self, local_part: &str) -> Result<InboxAddress, InvalidInboxAddress> {
        InboxAddress::parse(
            &format!("{local_part}@{}", self.domain.as_str()),
            &self.domain,
        )
    }

    fn draw_address(&self, slug: &str) -> Result<InboxAddress, InboxRequestError> {
        const ALPHABET: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
        let mut random = [0; RANDOM_CHARS];
        let drawn = self.issuer.secrets.fill(&mut random);
        drawn.map_err(StoreError::from)?;
        // The slight bias of the remainder does no harm: an address is no secret.
        let letters = random.map(|byte| char::from(ALPHABET[usize::from(byte % 36)]));
        let suffix = String::from_iter(letters);
        Ok(self.address(&format!("{slug}-{suffix}"))?)
    }

    /// Lists the inboxes within the grant, newest first.
    ///
    /// # Errors
    /// What the store reports.
    pub fn list(
        &self,
        grant: &Grant<ReadInboxes>,
        page: &Pagination<Inbox>,
    ) -> Result<Page<Inbox>, StoreError> {
        self.store
            .inboxes(grant.organization_id(), grant.inboxes(), page)
    }

    /// Finds one inbox within the grant.
    ///
    /// # Errors
    /// What the store reports.
    pub fn find(
        &self,
        grant: &Grant<ReadInboxes>,
        id: &Id<Inbox>,
    ) -> Result<Option<Inbox>, StoreError> {
        self.store
            .inbox(grant.organization_id(), grant.inboxes(), id)
    }

    /// Deletes one inbox within the grant and gives it back as it was. `None`: no such inbox.
    ///
    /// # Errors
    /// What the store reports.
    pub fn delete(
        &self,
        grant: &Grant<DeleteInboxes>,
        id: &Id<Inbox>,
        origin: &ClientInfo,
    ) -> Result<Option<Inbox>, StoreError> {
        let (organization, reach) = (grant.organization_id(), grant.inboxes());
        // An address never changes, so it is still the same when the inbox is deleted.
        let Some(inbox) = self.store.inbox(organization, reach, id)? else {
            return Ok(None);
        };
        let mut audit = self.audit(AuditAction::InboxDeleted, grant, id, origin)?;
        audit.detail = Some(inbox.address.as_str().to_owned());
        self.store.delete_inbox(organization, reach, id, &audit)
    }

    fn audit<A>(
        &self,
        action: AuditAction,
        grant: &Grant<A>,
        inbox: &Id<Inbox>,
        origin: &ClientInfo,
    ) -> Result<AuditEvent, StoreError> {
        let mut audit = self.issuer.audit(action, grant.actor().clone(), origin)?;
        audit.organization_id = Some(grant.organization_id().clone());
        audit.target = Some(inbox.to_string());
        Ok(audit)
    }
}

/// The part of an inbox address that is derived from its name: lower case, every run of other characters
/// than `a-z0-9` one `-`, at most 40 characters; `inbox` where nothing is left.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for char in name.chars().flat_map(char::to_lowercase) {
        if char.is_ascii_lowercase() || char.is_ascii_digit() {
            slug.push(char);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(MAX_SLUG);
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() {
        "inbox".to_owned()
    } else {
        slug.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_keep_letters_and_digits() {
        for (name, expected) in [
            ("Support", "support"),
            ("  Sales & Leads!  ", "sales-leads"),
            ("Büro 7", "b-ro-7"),
            ("日本", "inbox"),
            ("", "inbox"),
            ("---", "inbox"),
            ("A__B", "a-b"),
        ] {
            assert_eq!(slug(name), expected, "{name:?}");
        }
    }

    #[test]
    fn slugs_have_at_most_40_characters_and_no_dash_at_the_end() {
        assert_eq!(slug(&"a".repeat(99)), "a".repeat(40));
        assert_eq!(slug(&format!("{} tail", "a".repeat(39))), "a".repeat(39));
    }
}
