//! The database of an application with one account in it.

use std::path::Path;

use sendook::domain::entities::{ApiKey, AuditAction, KeyWithDigests, ScopeSet};
use sendook::domain::tokens::{IssuedToken, TokenKind};
use sendook::domain::values::Environment;
use sendook::{Builder, Id, Secret, Sendook};
use sendook_testkit::builders::{a_key, an_account, an_audit_event};
use tempfile::TempDir;

pub(crate) struct World {
    folder: TempDir,
    url: String,
    /// The organization that every key is of.
    pub(crate) organization: String,
    pub(crate) key: Id<ApiKey>,
    /// A key with full access.
    pub(crate) full: Secret,
}

impl World {
    /// On SQLite, in a folder as the examples expect it, with a file `app.db`.
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let url = format!("sqlite://{}", folder.path().join("app.db").display());
        Self::make(folder, url)
    }

    /// On the database with this URL, which is empty.
    #[cfg(feature = "postgres")]
    pub(crate) fn on(url: &str) -> Self {
        Self::make(TempDir::new().unwrap(), url.to_owned())
    }

    fn make(folder: TempDir, url: String) -> Self {
        let sendook = Sendook::at(&url).migrate().open().unwrap();
        let mut account = an_account();
        let full = issue(&sendook, &mut account.api_key);
        let audit = an_audit_event(AuditAction::Registered);
        sendook.ports().store.open(&account, &audit).unwrap();
        Self {
            organization: account.organization.id.to_string(),
            key: account.api_key.key.id,
            full,
            folder,
            url,
        }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The service on this database, as another program has it.
    pub(crate) fn at(&self) -> Builder {
        Sendook::at(&self.url)
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

fn issue(sendook: &Sendook, key: &mut KeyWithDigests) -> Secret {
    let ports = sendook.ports();
    let kind = TokenKind::ApiKey(Environment::Production);
    let token = IssuedToken::generate(kind, &*ports.secrets).unwrap();
    key.digest = token.digest(&*ports.digester);
    token.secret().clone()
}
