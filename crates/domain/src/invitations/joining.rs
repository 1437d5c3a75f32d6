use std::sync::Arc;

use super::{InvitationError, InvitationService};
use crate::accounts::{RegistrationError, RegistrationRequest, RegistrationThrottle};
use crate::authentication::UserPrincipal;
use crate::authorization::{InvitationRefusal, Membership, admit};
use crate::entities::{
    Actor, AuditAction, ClientInfo, MailContent, PasswordHash, StoredInvitation,
};
use crate::policies::RegistrationRules;
use crate::ports::{HashError, JoiningAccount, PasswordHasher, Ports, StoreError, Unique, Users};
use crate::sessions::{IssuedSession, SessionService};
use crate::values::Digest;

/// Registers people who were invited to an organization.
pub struct JoiningService {
    users: Arc<dyn Users>,
    invitations: InvitationService,
    sessions: SessionService,
    throttle: RegistrationThrottle,
    rules: RegistrationRules,
}

/// A registration by an invitation that is good, with an e-mail address that is free. Its password is to be hashed next.
#[must_use]
pub struct InvitedRegistration {
    request: RegistrationRequest,
    digest: Digest,
    stored: StoredInvitation,
    origin: ClientInfo,
}

/// The result of a registration by an invitation: the organization is the one joined.
#[derive(Debug, Clone)]
pub struct JoinedAccount {
    /// The person, logged in.
    pub session: IssuedSession,
    /// The organization.
    pub membership: Membership,
}

/// Why nobody was registered by an invitation.
#[derive(Debug, thiserror::Error)]
pub enum JoinError {
    /// As for any registration.
    #[error(transparent)]
    Registration(#[from] RegistrationError),
    /// The invitation is at fault.
    #[error(transparent)]
    Invitation(#[from] InvitationError),
}

impl From<StoreError> for JoinError {
    fn from(error: StoreError) -> Self {
        Self::Registration(error.into())
    }
}

impl InvitedRegistration {
    /// Does the work of hashing the password.
    ///
    /// # Errors
    /// What the hasher reports.
    pub fn hash(&self, hasher: &dyn PasswordHasher) -> Result<PasswordHash, HashError> {
        hasher.hash(self.request.password.password())
    }
}

impl JoiningService {
    pub(crate) fn new(
        ports: &Ports,
        invitations: InvitationService,
        sessions: SessionService,
        throttle: RegistrationThrottle,
        rules: RegistrationRules,
    ) -> Self {
        Self {
            users: ports.store.clone(),
            invitations,
            sessions,
            throttle,
            rules,
        }
    }

    /// Whether people may register with an invitation. To be asked first, before anything is read or counted.
    ///
    /// # Errors
    /// [`RegistrationError::Closed`].
    pub fn check_open(&self) -> Result<(), RegistrationError> {
        Ok(self.rules.check_mode(true)?)
    }

    /// Begins a registration: counts it, and judges the invitation, which is not used up by it. Whether an account has the address
    /// is looked up last: who has no good invitation to it does not learn it.
    ///
    /// # Errors
    /// [`JoinError`].
    pub fn begin(
        &self,
        request: RegistrationRequest,
        token: &str,
        origin: ClientInfo,
    ) -> Result<InvitedRegistration, JoinError> {
        self.check_open()?;
        let email = &request.person.email;
        let allowed = self.rules.check_address(email);
        allowed.map_err(RegistrationError::from)?;
        let counted = self.throttle.count(&origin)?;
        counted.map_err(RegistrationError::from)?;
        let digest = self.invitations.digest(token, &origin)?;
        let stored = self.invitations.open(&digest)?;
        let admitted = admit(&stored, email, self.invitations.issuer.clock.now());
        admitted.map_err(InvitationError::from)?;
        if self.users.user_for_login(email)?.is_some() {
            return Err(RegistrationError::EmailTaken.into());
        }
        Ok(InvitedRegistration {
            request,
            digest,
            stored,
            origin,
        })
    }

    /// Opens the account of a person, who is a member of the organization and logged in: all or none. The invitation is used up.
    ///
    /// # Errors
    /// [`JoinError`]; then nothing was kept.
    pub fn join(
        &self,
        begun: &InvitedRegistration,
        hash: &PasswordHash,
    ) -> Result<JoinedAccount, JoinError> {
        let InvitedRegistration {
            request,
            digest,
            stored,
            origin,
        } = begun;
        let issuer = &self.invitations.issuer;
        let now = issuer.clock.now();
        let user = request.person.clone().into_user(issuer.new_id()?, now);
        let actor = Actor::User(user.id.clone());
        let mut registered = issuer.audit(AuditAction::Registered, actor, origin)?;
        registered.organization_id = Some(stored.organization.id.clone());
        registered.user_id = Some(user.id.clone());
        let joined = self
            .invitations
            .joined(&stored.invitation, &user.id, origin)?;
        let (new_session, session) = self.sessions.prepare(user.clone(), origin)?;
        let verification = MailContent::EmailVerification {
            user_id: user.id.clone(),
        };
        let mails = issuer.mail(&user.email, verification)?;
        let logged_in = UserPrincipal::new(user.id.clone(), session.session_id.clone());
        let account = JoiningAccount {
            user,
            password_hash: hash.clone(),
            session: new_session,
            mails: mails.into_iter().collect(),
        };
        let judge = |stored: &_, email: &_| admit(stored, email, now).is_ok();
        match self
            .invitations
            .store
            .join(&account, digest, &judge, &[registered, joined])
        {
            Ok(true) => {}
            Ok(false) => return Err(InvitationError::from(InvitationRefusal::Invalid).into()),
            Err(StoreError::Taken(Unique::UserEmail)) => {
                return Err(RegistrationError::EmailTaken.into());
            }
            Err(error) => return Err(error.into()),
        }
        let (organization, role) = (stored.organization.clone(), stored.invitation.role);
        Ok(JoinedAccount {
            session,
            membership: Membership::new(logged_in, organization, role),
        })
    }
}
