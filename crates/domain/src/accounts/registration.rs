use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::new_password::NewPassword;
use super::new_person::NewPerson;
use super::registration_throttle::{RegistrationThrottle, TooManyRegistrations};
use crate::api_keys::{ApiKeyService, IssuedKey, KeyRequest};
use crate::authentication::UserPrincipal;
use crate::authorization::permission::{CreateInboxes, ManageKeys};
use crate::authorization::{Grant, Membership};
use crate::entities::{
    Actor, AuditAction, AuditEvent, ClientInfo, Inbox, MailContent, Organization, PasswordHash,
    Role, User,
};
use crate::inboxes::InboxService;
use crate::policies::{RegistrationClosed, RegistrationRules};
use crate::ports::{
    Accounts, HashError, Issuer, NewAccount, PasswordHasher, StoreError, Unique, Users,
};
use crate::sessions::{IssuedSession, SessionService};
use crate::values::{KeyName, OrganizationName};

/// How often a random inbox address is drawn again when it is taken. Ten characters of 36: once is
/// already unlikely.
const MAX_DRAWS: usize = 5;

/// Registers people.
pub struct RegistrationService {
    pub(crate) users: Arc<dyn Users>,
    pub(crate) accounts: Arc<dyn Accounts>,
    pub(crate) issuer: Issuer,
    pub(crate) sessions: SessionService,
    pub(crate) keys: ApiKeyService,
    pub(crate) inboxes: InboxService,
    pub(crate) throttle: RegistrationThrottle,
    pub(crate) rules: RegistrationRules,
}

/// The input of a registration.
#[derive(Debug, Clone)]
pub struct RegistrationRequest {
    /// Who registers.
    pub person: NewPerson,
    /// Hashed, then forgotten.
    pub password: NewPassword,
}

/// A registration that was counted, with an e-mail address that is free. Its password is to be hashed next.
#[must_use]
pub struct CountedRegistration {
    request: RegistrationRequest,
    origin: ClientInfo,
}

/// The result of a registration.
#[derive(Debug, Clone)]
pub struct OpenedAccount {
    /// The person, logged in.
    pub session: IssuedSession,
    /// The person's organization.
    pub membership: Membership,
    /// The organization's first key, with the secret that is shown once.
    pub api_key: IssuedKey,
    /// The organization's first inbox.
    pub inbox: Inbox,
}

/// Why no account was opened.
#[derive(Debug, thiserror::Error)]
pub enum RegistrationError {
    /// This person may not open one.
    #[error(transparent)]
    Closed(#[from] RegistrationClosed),
    /// The address is taken.
    #[error("An account with this e-mail address already exists.")]
    EmailTaken,
    /// Refused without being looked at.
    #[error(transparent)]
    TooMany(#[from] TooManyRegistrations),
    /// A port failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl CountedRegistration {
    /// Does the work of hashing the password.
    ///
    /// # Errors
    /// What the hasher reports.
    pub fn hash(&self, hasher: &dyn PasswordHasher) -> Result<PasswordHash, HashError> {
        hasher.hash(self.request.password.password())
    }
}

impl RegistrationService {
    /// Whether people may register without an invitation. To be asked first, before anything is read or counted.
    ///
    /// # Errors
    /// [`RegistrationError::Closed`].
    pub fn check_open(&self) -> Result<(), RegistrationError> {
        Ok(self.rules.check_mode(false)?)
    }

    /// Begins a registration: counts it and looks whether the address is taken.
    ///
    /// # Errors
    /// [`RegistrationError`].
    pub fn begin(
        &self,
        request: RegistrationRequest,
        origin: ClientInfo,
    ) -> Result<CountedRegistration, RegistrationError> {
        self.check_open()?;
        self.rules.check_address(&request.person.email)?;
        self.throttle.count(&origin)??;
        if self.users.user_for_login(&request.person.email)?.is_some() {
            return Err(RegistrationError::EmailTaken);
        }
        Ok(CountedRegistration { request, origin })
    }

    /// Opens an account: user, organization, key, inbox and session, all or none.
    ///
    /// # Errors
    /// [`RegistrationError`]; then nothing was kept.
    pub fn open(
        &self,
        counted: &CountedRegistration,
        hash: &PasswordHash,
    ) -> Result<OpenedAccount, RegistrationError> {
        until_free(|| self.try_open(&counted.request, hash, &counted.origin))
    }

    fn try_open(
        &self,
        request: &RegistrationRequest,
        hash: &PasswordHash,
        origin: &ClientInfo,
    ) -> Result<OpenedAccount, StoreError> {
        let now = self.issuer.clock.now();
        let user = request.person.clone().into_user(self.issuer.new_id()?, now);
        let organization = self.new_organization(now)?;
        let grant = Grant::<ManageKeys>::without_limits(&user.id, &organization.id);
        let first_key = KeyRequest::new(KeyName::restore("Default API Key".to_owned()));
        let (new_key, api_key) = self.keys.issue(&grant, first_key)?;
        let grant = Grant::<CreateInboxes>::without_limits(&user.id, &organization.id);
        let inbox = self.inboxes.draw_first(&grant)?;
        let actor = Actor::User(user.id.clone());
        let audit = self.audit_of(&user, &organization, actor, origin)?;
        let (new_session, session) = self.sessions.prepare(user.clone(), origin)?;
        let logged_in = UserPrincipal::new(user.id.clone(), session.session_id.clone());
        let verification = MailContent::EmailVerification {
            user_id: user.id.clone(),
        };
        let mails = self.issuer.mail(&user.email, verification)?;
        let account = NewAccount {
            mails: mails.into_iter().collect(),
            user,
            password_hash: hash.clone(),
            organization: organization.clone(),
            api_key: new_key,
            inbox: inbox.clone(),
            session: new_session,
        };
        self.accounts.open(&account, &audit)?;
        Ok(OpenedAccount {
            session,
            membership: Membership::new(logged_in, organization, Role::Owner),
            api_key,
            inbox,
        })
    }

    /// The organization that a person begins with.
    pub(super) fn new_organization(&self, now: DateTime<Utc>) -> Result<Organization, StoreError> {
        Ok(Organization {
            id: self.issuer.new_id()?,
            name: OrganizationName::of_newcomer(),
            requires_second_factor: false,
            created_at: now,
            updated_at: now,
        })
    }

    /// The line that tells of a new account.
    pub(super) fn audit_of(
        &self,
        user: &User,
        organization: &Organization,
        actor: Actor,
        origin: &ClientInfo,
    ) -> Result<AuditEvent, StoreError> {
        let mut audit = self.issuer.audit(AuditAction::Registered, actor, origin)?;
        audit.organization_id = Some(organization.id.clone());
        audit.user_id = Some(user.id.clone());
        Ok(audit)
    }
}

/// Keeps a new account, and draws another inbox address where the one that was drawn is taken.
pub(crate) fn until_free<T>(
    keep: impl Fn() -> Result<T, StoreError>,
) -> Result<T, RegistrationError> {
    for _ in 0..MAX_DRAWS {
        match keep() {
            Err(StoreError::Taken(Unique::InboxAddress)) => {}
            Err(StoreError::Taken(Unique::UserEmail)) => {
                return Err(RegistrationError::EmailTaken);
            }
            other => return Ok(other?),
        }
    }
    Err(StoreError::unavailable("every inbox address that was drawn is taken").into())
}
