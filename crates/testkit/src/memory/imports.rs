use std::collections::HashSet;

use sendook_domain::entities::Organization;
use sendook_domain::ports::{
    DocumentStanding, ImportedContent, ImportedDocument, Imports, StoreError, Unique, imported_as,
};
use sendook_domain::values::{Digest, OrganizationName};

use super::MemoryStore;
use super::state::State;

impl Imports for MemoryStore {
    fn standings(
        &self,
        documents: &[ImportedDocument],
    ) -> Result<Vec<DocumentStanding>, StoreError> {
        let state = self.begin()?;
        let contents = documents.iter().map(|document| &document.content);
        Ok(contents.map(|content| state.standing(content)).collect())
    }

    fn organizations_imported_as(
        &self,
        name: &OrganizationName,
        most: u16,
    ) -> Result<Vec<Organization>, StoreError> {
        let state = self.begin()?;
        let is_imported = |one: &&Organization| {
            let key = (imported_as(name), one.id.to_string());
            one.name == *name && state.imported.contains(&key)
        };
        let found = state.organizations.values().filter(is_imported);
        Ok(found.take(most.into()).cloned().collect())
    }

    fn import_documents(&self, documents: &[ImportedDocument]) -> Result<(), StoreError> {
        let mut state = self.begin()?;
        let mut seen = HashSet::new();
        for document in documents {
            let content = &document.content;
            state.check_document(content)?;
            if let Some((value, taken)) = unique(content)
                && !seen.insert(value)
            {
                return Err(taken);
            }
        }
        for document in documents {
            state.import_document(document);
        }
        Ok(())
    }
}

impl State {
    fn standing(&self, content: &ImportedContent) -> DocumentStanding {
        let is_member = match content {
            ImportedContent::Member {
                organization_id,
                user_id,
                ..
            } => self.role_of(user_id, organization_id).is_some(),
            _ => false,
        };
        let organization = content.organization_id();
        // A secret stands for one key or token.
        let is_taken = match content {
            ImportedContent::ApiKey(key) => self.check_token(&key.digest).is_err(),
            ImportedContent::AccessToken(_, digest) => self.check_key(digest).is_err(),
            _ => false,
        };
        let (kind, id) = content.key();
        DocumentStanding {
            is_known: is_member || self.imported.contains(&(kind.to_owned(), id)),
            is_taken: is_taken || self.check_document(content).is_err(),
            has_organization: organization.is_some_and(|id| self.organizations.contains_key(id)),
            has_user: content.user_id().is_some_and(|id| self.is_enabled(id)),
        }
    }

    fn check_document(&self, content: &ImportedContent) -> Result<(), StoreError> {
        match content {
            ImportedContent::User(user, _) => match self.user_by_email(user.email.key()) {
                Some(_) => Err(StoreError::Taken(Unique::UserEmail)),
                None => Ok(()),
            },
            ImportedContent::Inbox(inbox) => self.check_inbox_address(inbox),
            ImportedContent::ApiKey(key) => self.check_key(&key.digest),
            ImportedContent::AccessToken(_, digest) => self.check_token(digest),
            ImportedContent::Organization(_) | ImportedContent::Member { .. } => Ok(()),
        }
    }

    fn check_key(&self, digest: &Digest) -> Result<(), StoreError> {
        let mut keys = self.keys.values();
        if keys.any(|key| key.secret(digest).is_some()) {
            return Err(two_secrets());
        }
        Ok(())
    }

    fn check_token(&self, digest: &Digest) -> Result<(), StoreError> {
        match self.sessions.by_access_token(digest) {
            Some(_) => Err(two_secrets()),
            None => Ok(()),
        }
    }

    fn import_document(&mut self, document: &ImportedDocument) {
        match &document.content {
            ImportedContent::User(user, hash) => {
                let row = (user.as_ref().clone(), hash.clone());
                self.users.insert(user.id.clone(), row);
            }
            ImportedContent::Organization(organization) => {
                let id = organization.id.clone();
                self.organizations.insert(id, organization.clone());
            }
            ImportedContent::Member {
                organization_id,
                user_id,
                role,
                joined_at,
            } => self.insert_member(user_id, organization_id, *role, *joined_at),
            ImportedContent::Inbox(inbox) => {
                self.inboxes.insert(inbox.id.clone(), inbox.clone());
            }
            ImportedContent::ApiKey(key) => self.insert_key(key),
            ImportedContent::AccessToken(session, digest) => {
                if !self.is_enabled(&session.user_id) {
                    return;
                }
                self.sessions.insert_with_access_token(session, *digest);
            }
        }
        let (kind, id) = document.content.key();
        self.imported.insert((kind.to_owned(), id));
        self.audit.push(document.audit.clone());
    }
}

fn two_secrets() -> StoreError {
    StoreError::internal("two secrets have one digest")
}

/// What only one document may have among its kind, and what is reported where another one has it.
fn unique(content: &ImportedContent) -> Option<((&'static str, Vec<u8>), StoreError)> {
    let (kind, _) = content.key();
    let (value, taken) = match content {
        ImportedContent::User(user, _) => (
            user.email.key().as_bytes(),
            StoreError::Taken(Unique::UserEmail),
        ),
        ImportedContent::Inbox(inbox) => (
            inbox.address.key().as_bytes(),
            StoreError::Taken(Unique::InboxAddress),
        ),
        ImportedContent::ApiKey(key) => (key.digest.as_bytes().as_slice(), two_secrets()),
        ImportedContent::AccessToken(_, digest) => (digest.as_bytes().as_slice(), two_secrets()),
        ImportedContent::Organization(_) | ImportedContent::Member { .. } => return None,
    };
    Some(((kind, value.to_vec()), taken))
}
