//! A store of one's own: keys in a `HashMap`, for a program that judges keys and has its customers elsewhere. And the proof that it is one:
//! `cargo test --example own_store` asks it for everything that the ports demand of such a store, one test for each behaviour.
//!
//! A store that keeps people and their sessions as well has further ports, goes to `Sendook::on`, and is asked by `contract_tests!`. The shortest
//! one is `MemoryStore` of `sendook-testkit`.

mod freshness;
mod keys;
mod state;

use std::sync::Arc;

use sendook::KeyGuard;
use sendook::crypto::{RingSecrets, Sha256Digester};
use sendook::domain::entities::AuditAction;
use sendook::domain::ports::{ApiKeys, KeyUpdate};
use sendook::domain::tokens::{IssuedToken, TokenKind};
use sendook::domain::values::Environment;
use sendook_testkit::builders::{a_key, an_audit_event, an_organization};

use state::Keys;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let keys = Arc::new(Keys::default());
    let guard = KeyGuard::on(keys.clone());

    // A customer gets a key, which a program makes of its own values.
    let customer = an_organization();
    keys.add_organization(customer.clone());
    let secret = IssuedToken::generate(
        TokenKind::ApiKey(Environment::Production),
        &RingSecrets::new(),
    )?;
    let mut key = a_key(&customer.id);
    key.digest = secret.digest(&Sha256Digester);
    keys.create_key(&key, &an_audit_event(AuditAction::KeyCreated), None)?;

    let shown = Some(secret.secret().expose());
    let holder = guard.key(shown, None)?;
    assert_eq!(holder.organization_id(), &customer.id);

    // How it was used is written now and then, and by the last guard that goes away.
    guard.write_usage()?;
    let seen = keys
        .key(&customer.id, &key.key.id)?
        .ok_or("there is no key")?;
    assert_eq!(seen.request_count, 1);

    // It is deleted, and refused on the next request, although there is a copy of it.
    let line = an_audit_event(AuditAction::KeyDeleted);
    keys.update_key(
        &customer.id,
        &key.key.id,
        &mut |_| KeyUpdate::Deleted,
        &line,
    )?;
    assert!(guard.key(shown, None).is_err());
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use sendook::Id;
    use sendook::domain::entities::{AuditEvent, Organization};
    use sendook::domain::ports::{CredentialStore, StoreError};
    use sendook_testkit::builders::an_organization;
    use sendook_testkit::contract::KeyWorld;

    use super::state::Keys;

    /// A fresh store for one test. Two servers share what is kept, and nothing else.
    struct Fresh(Arc<Keys>);

    impl KeyWorld for Fresh {
        fn store(&self) -> Arc<dyn CredentialStore> {
            self.0.clone()
        }

        fn other_server(&self) -> Arc<dyn CredentialStore> {
            self.0.clone()
        }

        fn organization(&self) -> Result<Organization, StoreError> {
            let organization = an_organization();
            self.0.add_organization(organization.clone());
            Ok(organization)
        }

        fn audit_ids(&self) -> Vec<Id<AuditEvent>> {
            self.0.audit_ids()
        }
    }

    fn make() -> Fresh {
        Fresh(Arc::new(Keys::default()))
    }

    sendook_testkit::key_contract_tests!(make);

    #[test]
    fn the_program_judges_keys_until_they_are_deleted() {
        super::main().unwrap();
    }
}
