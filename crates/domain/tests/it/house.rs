use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use sendook_domain::accounts::{
    LoginError, LoginService, LoginThrottle, NewPassword, NewPasswords, OpenedAccount,
    PasswordChangeError, PasswordChangeService, ProfileService, RegistrationError,
    RegistrationRequest, RegistrationService, RegistrationThrottle,
};
use sendook_domain::api_keys::{
    ApiKeyService, IntrospectionService, IssuedKey, KeyRequest, KeyRotationService,
};
use sendook_domain::audit::AuditService;
use sendook_domain::authentication::{
    AccessTokenStrategy, ApiKeyPrincipal, ApiKeyStrategy, AuthenticationError, Authenticator,
    Caller, CredentialError, Credentials, EitherStrategy, Presented, Strategy, UserPrincipal,
};
use sendook_domain::authorization::permission::{ManageKeys, ReadKeys};
use sendook_domain::authorization::{Grant, Permission};
use sendook_domain::entities::{ApiKey, AuditAction, ClientInfo, Organization};
use sendook_domain::inboxes::InboxService;
use sendook_domain::leaks::LeakService;
use sendook_domain::organizations::OrganizationService;
use sendook_domain::policies::SessionLifetimes;
use sendook_domain::ports::{HashError, PasswordHasher, Ports, StoreError};
use sendook_domain::sessions::{IssuedSession, SessionService};
use sendook_domain::values::Environment;
use sendook_domain::values::{
    EmailAddress, EmailDomain, Id, KeyName, PasswordPolicy, PersonName, Secret,
};
use sendook_testkit::{TestWorld, at_once, test_ports};

pub(crate) const PASSWORD: &str = "correct horse battery staple";

/// How often a password is checked again when its hash was replaced meanwhile.
const RACES: usize = 3;

/// How many copies of credentials a house keeps.
const COPIES: usize = 100;

/// All desks over one world.
pub(crate) struct House {
    pub(crate) world: TestWorld,
    pub(crate) registration: RegistrationService,
    pub(crate) sessions: SessionService,
    pub(crate) throttle: LoginThrottle,
    pub(crate) login: LoginService,
    pub(crate) passwords: PasswordChangeService,
    pub(crate) keys: ApiKeyService,
    pub(crate) rotations: KeyRotationService,
    pub(crate) leaks: LeakService,
    pub(crate) inboxes: InboxService,
    pub(crate) organizations: OrganizationService,
    pub(crate) profile: ProfileService,
    pub(crate) audit: AuditService,
    pub(crate) credentials: Arc<Credentials>,
    lifetimes: SessionLifetimes,
}

impl House {
    pub(crate) fn new() -> Self {
        Self::over(test_ports())
    }

    pub(crate) fn over(world: TestWorld) -> Self {
        Self::build(world, SessionLifetimes::default(), COPIES)
    }

    pub(crate) fn with_lifetimes(lifetimes: SessionLifetimes) -> Self {
        Self::build(test_ports(), lifetimes, COPIES)
    }

    /// A house that keeps at most this many copies of credentials.
    pub(crate) fn with_copies(copies: usize) -> Self {
        Self::build(test_ports(), SessionLifetimes::default(), copies)
    }

    /// Another server on the same store, with copies of its own.
    pub(crate) fn other_server(&self) -> Self {
        Self::build(self.world.other_server(), self.lifetimes, COPIES)
    }

    fn build(world: TestWorld, lifetimes: SessionLifetimes, copies: usize) -> Self {
        let ports = world.ports.clone();
        let sessions = SessionService::new(ports.clone(), lifetimes);
        let throttle = LoginThrottle::new(ports.clone(), true);
        let login = LoginService::new(ports.clone(), sessions.clone(), throttle.clone());
        Self {
            registration: registration_at(
                &ports,
                sessions.clone(),
                RegistrationThrottle::new(ports.clone(), true),
            ),
            passwords: PasswordChangeService::new(ports.clone(), login.clone()),
            sessions,
            throttle,
            login,
            keys: ApiKeyService::new(ports.clone()),
            rotations: KeyRotationService::new(ports.clone(), ApiKeyService::new(ports.clone())),
            leaks: LeakService::new(ports.clone(), lifetimes),
            inboxes: inbox_desk(&ports),
            organizations: OrganizationService::new(ports.clone()),
            profile: ProfileService::new(ports.clone()),
            audit: AuditService::new(ports.clone()),
            credentials: Arc::new(Credentials::new(ports, lifetimes, copies)),
            lifetimes,
            world,
        }
    }

    pub(crate) fn register(&self, address: &str) -> OpenedAccount {
        let request = registration_request(address);
        self.open(request, &origin()).unwrap()
    }

    /// Registers without waiting for a turn.
    pub(crate) fn open(
        &self,
        request: RegistrationRequest,
        origin: &ClientInfo,
    ) -> Result<OpenedAccount, OpenError> {
        open(&self.registration, &*self.world.passwords, request, origin)
    }

    pub(crate) fn log_in(
        &self,
        address: &str,
        password: &str,
    ) -> Result<IssuedSession, LoginError> {
        self.log_in_from(address, password, &origin())
    }

    pub(crate) fn log_in_from(
        &self,
        address: &str,
        password: &str,
        origin: &ClientInfo,
    ) -> Result<IssuedSession, LoginError> {
        log_in(
            &self.login,
            &*self.world.passwords,
            address,
            password,
            origin,
        )
    }

    /// Changes a password with these, which may stand on other ports.
    pub(crate) fn change_at(
        &self,
        passwords: &PasswordChangeService,
        session: &UserPrincipal,
        current: &str,
        new: &str,
    ) -> Result<(), PasswordChangeError> {
        let new = new_password(new);
        for _ in 0..RACES {
            let check = passwords.begin(session, current, &new, &origin())?;
            let compared = check.compare(&*self.world.passwords);
            if passwords.finish(session, check, compared)?.is_some() {
                return Ok(());
            }
        }
        panic!("the password changes again and again");
    }

    /// Changes a password.
    pub(crate) fn change_password(
        &self,
        session: &UserPrincipal,
        current: &str,
        new: &str,
    ) -> Result<(), PasswordChangeError> {
        self.change_at(&self.passwords, session, current, new)
    }

    /// Trades a refresh token that works.
    pub(crate) fn refresh(&self, token: &Secret) -> IssuedSession {
        self.try_refresh(token).unwrap()
    }

    pub(crate) fn try_refresh(&self, token: &Secret) -> Result<IssuedSession, CredentialError> {
        judged(self.sessions.refresh(token.expose(), &origin())).unwrap()
    }

    /// Trades a refresh token from another place than usual.
    pub(crate) fn try_refresh_from(
        &self,
        origin: &ClientInfo,
        token: &Secret,
    ) -> Result<IssuedSession, CredentialError> {
        judged(self.sessions.refresh(token.expose(), origin)).unwrap()
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
        self.keys.create(&grant, request, &origin()).unwrap()
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

    pub(crate) fn introspection(&self) -> IntrospectionService {
        let ports = self.world.ports.clone();
        let credentials = Arc::clone(&self.credentials);
        IntrospectionService::new(ports, self.either(), credentials, self.keys.clone())
    }

    /// Lets a key into its organization.
    pub(crate) fn key_grant<A: Permission>(&self, secret: &Secret) -> Grant<A> {
        Grant::for_key(&self.key(secret).unwrap()).unwrap()
    }

    /// A way in that shares the copies of credentials with all others.
    pub(crate) fn door<P>(&self, strategy: impl Strategy<Principal = P> + 'static) -> Door<P> {
        Door {
            authenticator: Authenticator::new(strategy, &self.world.ports),
            credentials: Arc::clone(&self.credentials),
        }
    }

    pub(crate) fn user(&self, token: &Secret) -> Result<UserPrincipal, CredentialError> {
        let door = self.door(self.tokens());
        door.authenticate(&presented(Some(token.expose()))).unwrap()
    }

    pub(crate) fn tokens(&self) -> AccessTokenStrategy {
        AccessTokenStrategy::new(self.lifetimes, self.world.ports.usage.clone())
    }

    pub(crate) fn key(&self, secret: &Secret) -> Result<ApiKeyPrincipal, CredentialError> {
        let door = self.door(self.services(&Environment::ALL));
        door.authenticate(&presented(Some(secret.expose())))
            .unwrap()
    }

    pub(crate) fn caller(&self, credential: Option<&str>) -> Result<Caller, CredentialError> {
        let door = self.door(self.either());
        door.authenticate(&presented(credential)).unwrap()
    }

    /// The way in for keys of these environments.
    pub(crate) fn services(&self, accepted: &[Environment]) -> ApiKeyStrategy {
        ApiKeyStrategy::new(accepted, self.world.ports.usage.clone())
    }

    pub(crate) fn either(&self) -> EitherStrategy {
        EitherStrategy::new(self.services(&Environment::ALL), self.tokens())
    }
}

/// An authenticator, and where it looks credentials up.
pub(crate) struct Door<P> {
    pub(crate) authenticator: Authenticator<P>,
    credentials: Arc<Credentials>,
}

impl<P> Door<P> {
    pub(crate) fn authenticate(
        &self,
        presented: &Presented<'_>,
    ) -> Result<Result<P, CredentialError>, StoreError> {
        judged(self.try_authenticate(presented))
    }

    pub(crate) fn try_authenticate(
        &self,
        presented: &Presented<'_>,
    ) -> Result<P, AuthenticationError> {
        let credentials = &*self.credentials;
        at_once(self.authenticator.authenticate(presented, credentials))
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
        Err(AuthenticationError::Store(error)) => Err(error),
    }
}

/// Why no account was opened: at the store, or at the hasher.
#[derive(Debug)]
pub(crate) enum OpenError {
    Refused(RegistrationError),
    Hash(HashError),
}

/// Registers in one go.
pub(crate) fn open(
    registration: &RegistrationService,
    hasher: &dyn PasswordHasher,
    request: RegistrationRequest,
    origin: &ClientInfo,
) -> Result<OpenedAccount, OpenError> {
    let counted = registration.begin(request, origin.clone());
    let counted = counted.map_err(OpenError::Refused)?;
    let hash = counted.hash(hasher).map_err(OpenError::Hash)?;
    registration
        .open(&counted, &hash)
        .map_err(OpenError::Refused)
}

/// Logs in in one go.
pub(crate) fn log_in(
    login: &LoginService,
    hasher: &dyn PasswordHasher,
    address: &str,
    password: &str,
    origin: &ClientInfo,
) -> Result<IssuedSession, LoginError> {
    for _ in 0..RACES {
        let check = login.begin(&email(address), password, origin)?;
        let compared = check.compare(hasher);
        if let Some(session) = login.finish(check, compared)? {
            return Ok(session);
        }
    }
    panic!("the password changes again and again");
}

/// The registration over these ports, for tests that exchange one of them.
pub(crate) fn registration(ports: &Ports) -> RegistrationService {
    registration_behind(RegistrationThrottle::new(ports.clone(), true), ports)
}

/// The registration over these ports, behind this throttle.
pub(crate) fn registration_behind(
    throttle: RegistrationThrottle,
    ports: &Ports,
) -> RegistrationService {
    let sessions = SessionService::new(ports.clone(), SessionLifetimes::default());
    registration_at(ports, sessions, throttle)
}

fn registration_at(
    ports: &Ports,
    sessions: SessionService,
    throttle: RegistrationThrottle,
) -> RegistrationService {
    let keys = ApiKeyService::new(ports.clone());
    RegistrationService::new(ports.clone(), sessions, keys, inbox_desk(ports), throttle)
}

fn inbox_desk(ports: &Ports) -> InboxService {
    let domain = EmailDomain::parse("sendook.com").unwrap();
    InboxService::new(ports.clone(), domain)
}

pub(crate) fn registration_request(address: &str) -> RegistrationRequest {
    RegistrationRequest {
        email: email(address),
        password: new_password(PASSWORD),
        first_name: PersonName::parse("Ada").unwrap(),
        last_name: Some(PersonName::parse("Lovelace").unwrap()),
    }
}

pub(crate) fn new_password(text: &str) -> NewPassword {
    let passwords = NewPasswords::new(test_ports().ports, PasswordPolicy::default());
    passwords.check(text, &[]).unwrap()
}

pub(crate) fn key_request(name: &str) -> KeyRequest {
    KeyRequest::new(KeyName::parse(name).unwrap())
}

pub(crate) fn email(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

/// A credential, or none, from the address of [`origin`].
pub(crate) fn presented(credential: Option<&str>) -> Presented<'_> {
    Presented {
        credential,
        client: origin().ip,
        ..Presented::default()
    }
}

pub(crate) fn origin() -> ClientInfo {
    ClientInfo {
        ip: Some(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7))),
        user_agent: Some("curl/8.9".to_owned()),
        request_id: Some("request-1".to_owned()),
    }
}

/// A request like the others, from this address.
pub(crate) fn origin_at(ip: &str) -> ClientInfo {
    ClientInfo {
        ip: Some(ip.parse().unwrap()),
        ..origin()
    }
}
