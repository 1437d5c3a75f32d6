//! A folder with the database of an application, as the examples expect it: `app.db`.

use std::path::Path;

use sendook::domain::entities::{ApiKey, AuditAction, KeyWithDigests, ScopeSet};
use sendook::domain::tokens::{IssuedToken, TokenKind};
use sendook::domain::values::Environment;
use sendook::{Builder, Id, Secret, Sendook};
use sendook_testkit::builders::{a_key, an_account, an_audit_event};
use tempfile::TempDir;

pub(crate) struct World {
    folder: TempDir,
    /// The organization that every key is of.
    pub(crate) organization: String,
    pub(crate) key: Id<ApiKey>,
    /// A key with full access.
    pub(crate) full: Secret,
}

impl World {
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let sendook = at(folder.path()).migrate().open().unwrap();
        let mut account = an_account();
        let full = issue(&sendook, &mut account.api_key);
        let audit = an_audit_event(AuditAction::Registered);
        sendook.ports().store.open(&account, &audit).unwrap();
        Self {
            organization: account.organization.id.to_string(),
            key: account.api_key.key.id,
            full,
            folder,
        }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The service on this database, as another program has it.
    pub(crate) fn at(&self) -> Builder {
        at(self.folder())
    }

    /// One more key of the organization, with these scopes.
    pub(crate) fn key_with(&self, scopes: &str) -> Secret {
        let sendook = self.at().open().unwrap();
        let mut key = a_key(&Id::parse(&self.organization).unwrap());
        key.key.scopes = ScopeSet::restore(scopes).unwrap();
        let secret = issue(&sendook, &mut key);
        let audit = an_audit_event(AuditAction::KeyCreated);
        let store = &sendook.ports().store;
        assert!(store.create_key(&key, &audit, None).is_ok());
        secret
    }

    /// How often the key with full access was used, as the database has it.
    pub(crate) fn uses(&self) -> u64 {
        let sendook = self.at().open().unwrap();
        let organization = Id::parse(&self.organization).unwrap();
        let key = sendook.ports().store.key(&organization, &self.key);
        key.unwrap().unwrap().request_count
    }
}

fn at(folder: &Path) -> Builder {
    Sendook::at(format!("sqlite://{}", folder.join("app.db").display()))
}

fn issue(sendook: &Sendook, key: &mut KeyWithDigests) -> Secret {
    let ports = sendook.ports();
    let kind = TokenKind::ApiKey(Environment::Production);
    let token = IssuedToken::generate(kind, &*ports.secrets).unwrap();
    key.digest = token.digest(&*ports.digester);
    token.secret().clone()
}
