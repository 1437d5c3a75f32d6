use std::sync::Arc;

use sendook_domain::entities::{AuditEvent, Organization};
use sendook_domain::ports::{CredentialStore, Store, StoreError};
use sendook_domain::values::Id;

use super::support::{audit, opened};

/// A fresh, empty store of its own for one test.
pub trait World {
    /// The store as one server sees it.
    fn store(&self) -> Arc<dyn Store>;

    /// The same store as another server sees it: opened for itself, sharing nothing but what is kept.
    fn other_server(&self) -> Arc<dyn Store>;

    /// The ids of all audit lines that are kept, in any order.
    fn audit_ids(&self) -> Vec<Id<AuditEvent>>;
}

/// A fresh, empty store of keys for one test, as a program has it that judges keys and nothing else. Every [`World`] is one.
pub trait KeyWorld {
    /// The store as one server sees it.
    fn store(&self) -> Arc<dyn CredentialStore>;

    /// The same store as another server sees it: opened for itself, sharing nothing but what is kept.
    fn other_server(&self) -> Arc<dyn CredentialStore>;

    /// A new organization, which has no keys yet, made in whatever way the program makes one.
    fn organization(&self) -> Result<Organization, StoreError>;

    /// The ids of all audit lines that are kept, in any order.
    fn audit_ids(&self) -> Vec<Id<AuditEvent>>;
}

impl<W: World> KeyWorld for W {
    fn store(&self) -> Arc<dyn CredentialStore> {
        World::store(self)
    }

    fn other_server(&self) -> Arc<dyn CredentialStore> {
        World::other_server(self)
    }

    fn organization(&self) -> Result<Organization, StoreError> {
        let store = World::store(self);
        let account = opened(&*store)?;
        let key = &account.api_key.key;
        store.delete_key(&key.organization_id, &key.id, &audit())?;
        Ok(account.organization)
    }

    fn audit_ids(&self) -> Vec<Id<AuditEvent>> {
        World::audit_ids(self)
    }
}
