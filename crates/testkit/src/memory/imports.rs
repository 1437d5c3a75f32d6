use sendook_domain::ports::{
    DocumentStanding, ImportedContent, ImportedDocument, Imports, StoreError, Unique,
};
use sendook_domain::values::Digest;

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

    fn import_documents(&self, documents: &[ImportedDocument]) -> Result<(), StoreError> {
        let mut state = self.begin()?;
        for document in documents {
            state.check_document(&document.content)?;
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
        DocumentStanding {
            is_known: is_member || self.imported.contains(&content.key()),
            is_taken: self.check_document(content).is_err(),
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
            ImportedContent::ApiKey(key) => self.check_secret(&key.digest),
            ImportedContent::AccessToken(_, digest) => self.check_secret(digest),
            ImportedContent::Organization(_) | ImportedContent::Member { .. } => Ok(()),
        }
    }

    fn check_secret(&self, digest: &Digest) -> Result<(), StoreError> {
        let mut keys = self.keys.values();
        let is_taken = self.sessions.by_access_token(digest).is_some()
            || keys.any(|key| key.secret(digest).is_some());
        if is_taken {
            return Err(StoreError::internal("two secrets have one digest"));
        }
        Ok(())
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
        self.imported.insert(document.content.key());
        self.audit.push(document.audit.clone());
    }
}
