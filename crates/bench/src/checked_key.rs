use std::error::Error;
use std::sync::Arc;

use sendook_crypto::{Sha256Digester, SystemClock};
use sendook_domain::authentication::{
    ApiKeyStrategy, Authenticator, Credentials, KeyHolder, Presented,
};
use sendook_domain::entities::AuditAction;
use sendook_domain::policies::SessionLifetimes;
use sendook_domain::ports::{Ports, Store};
use sendook_domain::tokens::{IssuedToken, TokenKind};
use sendook_domain::values::Environment;
use sendook_testkit::builders::{an_account, an_audit_event};
use sendook_testkit::{SeededSecrets, at_once, test_ports};

/// Of how many credentials copies are kept.
const COPIES: usize = 1_000;

/// A good key in a store, and what judges it: what a request costs besides HTTP.
pub struct CheckedKey {
    authenticator: Authenticator<KeyHolder>,
    credentials: Credentials,
    token: IssuedToken,
}

impl CheckedKey {
    /// Opens an account in the store, whose key it is.
    ///
    /// # Errors
    /// What the store reports.
    pub fn in_store(store: Arc<dyn Store>) -> Result<Self, Box<dyn Error>> {
        let kind = TokenKind::ApiKey(Environment::Production);
        let token = IssuedToken::generate(kind, &SeededSecrets::new(1))?;
        let mut account = an_account();
        account.api_key.digest = token.digest(&Sha256Digester);
        store.open(&account, &an_audit_event(AuditAction::Registered))?;
        let ports = Ports {
            store,
            clock: Arc::new(SystemClock),
            digester: Arc::new(Sha256Digester),
            // A key check has no use for the others.
            ..test_ports().ports
        };
        let strategy = ApiKeyStrategy::new(&Environment::ALL, Arc::clone(&ports.usage));
        Ok(Self {
            authenticator: Authenticator::new(strategy, &ports),
            credentials: Credentials::new(ports, SessionLifetimes::default(), COPIES),
            token,
        })
    }

    /// The key itself.
    pub fn credential(&self) -> &str {
        self.token.secret().expose()
    }

    /// Checks the key, as each request does.
    ///
    /// # Errors
    /// What the store reports; a key that is refused.
    pub fn check(&self) -> Result<KeyHolder, Box<dyn Error>> {
        let presented = Presented {
            credential: Some(self.credential()),
            client: None,
            ..Presented::default()
        };
        let judged = self
            .authenticator
            .authenticate(&presented, &self.credentials);
        Ok(at_once(judged)?)
    }
}

#[cfg(test)]
mod tests {
    use sendook_testkit::MemoryStore;

    use super::*;

    #[test]
    fn the_key_opens_the_door_again_and_again() {
        let key = CheckedKey::in_store(Arc::new(MemoryStore::new())).unwrap();
        assert_eq!(key.check().unwrap(), key.check().unwrap());
    }
}
