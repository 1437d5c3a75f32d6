use std::net::IpAddr;
use std::ops::Deref;
use std::sync::Arc;

use sendook_domain::accounts::OpenedAccount;
use sendook_domain::api_keys::{IssuedKey, KeyRequest};
use sendook_domain::authentication::{
    ApiKeyPrincipal, AuthenticationError, Authenticator, Caller, CredentialError, Strategy,
    UserPrincipal,
};
use sendook_domain::authorization::permission::{ManageKeys, ReadKeys};
use sendook_domain::authorization::{Grant, Permission};
use sendook_domain::entities::{ApiKey, AuditAction, Organization};
use sendook_domain::policies::RegistrationMode;
use sendook_domain::ports::{SecretSource, StoreError};
use sendook_domain::services::{ServiceSettings, Services};
use sendook_domain::values::{EmailDomain, Id, Secret};
use sendook_testkit::{TestWorld, at_once, test_ports};

use crate::requests::{key_request, origin};

/// One server: the use cases on the ports of a world.
pub(crate) struct House {
    pub(crate) world: TestWorld,
    services: Services,
    settings: ServiceSettings,
}

impl Deref for House {
    type Target = Services;

    fn deref(&self) -> &Services {
        &self.services
    }
}

impl House {
    pub(crate) fn new() -> Self {
        Self::over(test_ports())
    }

    pub(crate) fn over(world: TestWorld) -> Self {
        Self::build(world, default_settings())
    }

    /// A server whose operator changed these settings.
    pub(crate) fn with(change: impl FnOnce(&mut ServiceSettings)) -> Self {
        let mut settings = default_settings();
        change(&mut settings);
        Self::build(test_ports(), settings)
    }

    /// Another server on the same store, with copies of its own.
    pub(crate) fn other_server(&self) -> Self {
        Self::build(self.world.other_server(), self.settings.clone())
    }

    /// Another server on the same store, which sends mails.
    pub(crate) fn with_mail(&self) -> Self {
        let settings = ServiceSettings {
            mail: true,
            ..self.settings.clone()
        };
        Self::build(self.world.other_server(), settings)
    }

    /// Another server on the same store, where registration is another.
    pub(crate) fn with_registration(
        &self,
        mode: RegistrationMode,
        domains: Vec<EmailDomain>,
    ) -> Self {
        let settings = ServiceSettings {
            registration: mode,
            registration_domains: domains,
            ..self.settings.clone()
        };
        Self::build(self.world.other_server(), settings)
    }

    /// Another server on the same store, with random bytes from here.
    pub(crate) fn with_secrets(&self, secrets: impl SecretSource + 'static) -> Self {
        let mut world = self.world.other_server();
        world.ports.secrets = Arc::new(secrets);
        Self::build(world, self.settings.clone())
    }

    fn build(world: TestWorld, settings: ServiceSettings) -> Self {
        Self {
            services: Services::new(&world.ports, &settings),
            world,
            settings,
        }
    }

    /// How often the audit trail records this.
    pub(crate) fn told(&self, action: AuditAction) -> usize {
        let events = self.world.store.audit_events().into_iter();
        events.filter(|event| event.action == action).count()
    }

    /// Lets the owner of an account into its organization.
    pub(crate) fn grant<A: Permission>(&self, account: &OpenedAccount) -> Grant<A> {
        let session = self.user(&account.session.token).unwrap();
        self.enter(&session, &account.membership.organization().id)
    }

    pub(crate) fn enter<A: Permission>(
        &self,
        session: &UserPrincipal,
        organization: &Id<Organization>,
    ) -> Grant<A> {
        let membership = self.organizations.enter(session, organization).unwrap();
        Grant::for_member(&membership).unwrap()
    }

    /// Makes a key as the owner of the account's organization.
    pub(crate) fn make_key(&self, account: &OpenedAccount, request: KeyRequest) -> IssuedKey {
        let grant = self.grant::<ManageKeys>(account);
        self.keys.create(&grant, request, &origin(), None).unwrap()
    }

    /// Makes this many keys that differ only in their names.
    pub(crate) fn make_keys(&self, account: &OpenedAccount, count: usize) -> Vec<IssuedKey> {
        (0..count)
            .map(|number| self.make_key(account, key_request(&format!("Key {number}"))))
            .collect()
    }

    /// Asks once with each of these.
    pub(crate) fn use_each(&self, keys: &[IssuedKey]) {
        for key in keys {
            self.key(&key.secret).unwrap();
        }
    }

    /// A key as its organization sees it.
    pub(crate) fn seen(&self, account: &OpenedAccount, key: &Id<ApiKey>) -> ApiKey {
        let grant = self.grant::<ReadKeys>(account);
        self.keys.find(&grant, key).unwrap().unwrap()
    }

    /// Writes down how keys and sessions were used.
    pub(crate) fn flush(&self) {
        self.try_flush().unwrap();
    }

    pub(crate) fn try_flush(&self) -> Result<(), StoreError> {
        self.world.usage.flush(&self.world.ports, &self.credentials)
    }

    /// Lets a key into its organization.
    pub(crate) fn key_grant<A: Permission>(&self, secret: &Secret) -> Grant<A> {
        Grant::for_key(&self.key(secret).unwrap()).unwrap()
    }

    /// What judges by this strategy.
    pub(crate) fn authenticator<P>(
        &self,
        strategy: impl Strategy<Principal = P> + 'static,
    ) -> Authenticator<P> {
        let ports = &self.world.ports;
        Authenticator::new(strategy, ports.clock.clone(), ports.digester.clone())
    }

    /// Judges what a client at the address of [`origin`] presented, by this strategy.
    pub(crate) fn authenticate<P>(
        &self,
        strategy: impl Strategy<Principal = P> + 'static,
        credential: Option<&str>,
    ) -> Result<P, AuthenticationError> {
        self.authenticate_from(origin().ip, strategy, credential)
    }

    pub(crate) fn authenticate_from<P>(
        &self,
        client: Option<IpAddr>,
        strategy: impl Strategy<Principal = P> + 'static,
        credential: Option<&str>,
    ) -> Result<P, AuthenticationError> {
        let authenticator = self.authenticator(strategy);
        at_once(authenticator.authenticate(credential, client, &*self.credentials))
    }

    pub(crate) fn user(&self, token: &Secret) -> Result<UserPrincipal, CredentialError> {
        let strategy = self.token_strategy.clone();
        judged(self.authenticate(strategy, Some(token.expose()))).unwrap()
    }

    pub(crate) fn try_key(&self, secret: &Secret) -> Result<ApiKeyPrincipal, AuthenticationError> {
        self.authenticate(self.key_strategy.clone(), Some(secret.expose()))
    }

    pub(crate) fn key(&self, secret: &Secret) -> Result<ApiKeyPrincipal, CredentialError> {
        judged(self.try_key(secret)).unwrap()
    }

    pub(crate) fn caller(&self, credential: Option<&str>) -> Result<Caller, CredentialError> {
        judged(self.authenticate(self.either_strategy(), credential)).unwrap()
    }
}

fn default_settings() -> ServiceSettings {
    ServiceSettings {
        credential_cache: 100,
        ..ServiceSettings::new(EmailDomain::parse("sendook.com").unwrap())
    }
}

/// Separates a refusal from a failure of the store.
pub(crate) fn judged<T>(
    result: Result<T, AuthenticationError>,
) -> Result<Result<T, CredentialError>, StoreError> {
    match result {
        Ok(good) => Ok(Ok(good)),
        Err(AuthenticationError::Refused(challenge)) => Ok(Err(challenge)),
        Err(AuthenticationError::Denied(denial)) => panic!("{denial}"),
        Err(AuthenticationError::TooManyRequests(exceeded)) => panic!("{exceeded}"),
        Err(AuthenticationError::Store(error)) => Err(error),
        Err(other) => panic!("{other}"),
    }
}
