//! Principals, for unit tests of handlers. Nothing but an authenticator makes one, so these come from it: each from a store of
//! its own, by a credential that was just issued.

use sendook_domain::authentication::{ApiKeyPrincipal, Authenticator, Strategy, UserPrincipal};
use sendook_domain::entities::{AuditAction, ScopeSet};
use sendook_domain::ports::{Accounts as _, NewAccount};
use sendook_domain::services::{ServiceSettings, Services};
use sendook_domain::tokens::{IssuedToken, TokenKind};
use sendook_domain::values::{Digest, EmailDomain, Environment};

use super::{an_account, an_audit_event};
use crate::at_once::at_once;
use crate::test_world::test_ports;

/// The holder of a good production key with full access.
///
/// ```
/// use sendook_domain::authorization::{Grant, permission::ReadInboxes};
/// use sendook_testkit::builders::a_key_holder;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let holder = a_key_holder();
/// let grant = Grant::<ReadInboxes>::for_key(&holder)?;
/// assert_eq!(grant.organization_id(), holder.organization_id());
/// # Ok(())
/// # }
/// ```
pub fn a_key_holder() -> ApiKeyPrincipal {
    a_key_holder_with(ScopeSet::full())
}

/// The holder of a good production key with these scopes and no other.
pub fn a_key_holder_with(scopes: ScopeSet) -> ApiKeyPrincipal {
    let kind = TokenKind::ApiKey(Environment::Production);
    let give = |account: &mut NewAccount, digest| {
        account.api_key.digest = digest;
        account.api_key.key.scopes = scopes;
    };
    let strategy = |services: Services| services.key_strategy;
    principal(kind, give, strategy)
}

/// A person who has just logged in.
pub fn a_user_session() -> UserPrincipal {
    let give = |account: &mut NewAccount, digest| account.session.tokens.access_digest = digest;
    let strategy = |services: Services| services.token_strategy;
    principal(TokenKind::AccessToken, give, strategy)
}

/// Issues a credential of this kind, gives it to an account, and presents it.
fn principal<S: Strategy + 'static>(
    kind: TokenKind,
    give: impl FnOnce(&mut NewAccount, Digest),
    strategy: impl FnOnce(Services) -> S,
) -> S::Principal {
    let world = test_ports();
    let ports = &world.ports;
    let token = IssuedToken::generate(kind, &*ports.secrets).expect("the fake source never fails");
    let mut account = an_account();
    give(&mut account, token.digest(&*ports.digester));
    let audit = an_audit_event(AuditAction::Registered);
    let opened = world.store.open(&account, &audit);
    opened.expect("the store is new");
    let domain = EmailDomain::parse("example.com").expect("it is a domain");
    let services = Services::new(ports, &ServiceSettings::new(domain));
    let credentials = services.credentials.clone();
    let authenticator = Authenticator::new(
        strategy(services),
        ports.clock.clone(),
        ports.digester.clone(),
    );
    let presented = Some(token.secret().expose());
    let principal = at_once(authenticator.authenticate(presented, None, &*credentials));
    principal.expect("the credential is good")
}

#[cfg(test)]
mod tests {
    use sendook_domain::entities::Scope;

    use super::*;

    #[test]
    fn each_is_another_and_has_what_was_asked_for() {
        let (one, other) = (a_key_holder(), a_key_holder());
        assert_ne!(one.key_id(), other.key_id());
        assert_eq!(one.scopes(), ScopeSet::full());
        let scopes: ScopeSet = [Scope::KeysRead].into_iter().collect();
        assert_eq!(a_key_holder_with(scopes).scopes(), scopes);
        assert_ne!(a_user_session().user_id(), a_user_session().user_id());
    }
}
