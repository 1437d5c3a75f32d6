//! Invitations: people are asked into an organization, by an address, and come by a token that works once.

mod errors;
mod joining;

use std::sync::Arc;

use chrono::TimeDelta;

use crate::accounts::{count, count_within};
use crate::authentication::{CredentialError, UserPrincipal};
use crate::authorization::permission::ManageMembers;
use crate::authorization::{Denial, Grant, InvitationRefusal, Membership, admit, is_open};
use crate::entities::{
    Actor, AuditAction, AuditEvent, ClientInfo, Invitation, MailContent, OutgoingMail, Role,
    StoredInvitation, User,
};
use crate::idempotency::{Remember, answer_of};
use crate::policies::{MAILS_PER_ADDRESS, PER_ADDRESS};
use crate::ports::{
    Acceptance, FailureKey, InvitationCreation, Invitations, Issuer, LoginFailures, NewInvitation,
    Page, Pagination, Ports, StoreError, Users,
};
use crate::sessions::{StepUp, StepUpError};
use crate::tokens::{IssuedToken, PlainToken, TokenKind};
use crate::values::{Digest, EmailAddress, Id, Secret};

pub use self::errors::{InvitationError, InviteError};
pub use self::joining::{InvitedRegistration, JoinError, JoinedAccount, JoiningService};

/// Where people are invited, and where they come.
#[derive(Clone)]
pub struct InvitationService {
    store: Arc<dyn Invitations>,
    users: Arc<dyn Users>,
    failures: Arc<dyn LoginFailures>,
    step_up: StepUp,
    issuer: Issuer,
    /// How long an invitation is valid.
    lifetime: TimeDelta,
}

/// An invitation with its token, which is shown once.
#[derive(Debug, Clone)]
pub struct IssuedInvitation {
    /// The invitation.
    pub invitation: Invitation,
    /// Its token.
    pub token: Secret,
    /// Whether it is mailed too, with a token of its own.
    pub mailed: bool,
}

impl InvitationService {
    pub(crate) fn new(ports: &Ports, step_up: StepUp, issuer: Issuer, lifetime: TimeDelta) -> Self {
        Self {
            store: ports.store.clone(),
            users: ports.store.clone(),
            failures: ports.store.clone(),
            step_up,
            issuer,
            lifetime,
        }
    }

    /// Invites the person with this address, in place of an earlier invitation. It is mailed too where mails are sent, unless three
    /// invitations were mailed to this address within the hour.
    /// Keeps the answer that `remember` makes of it.
    ///
    /// # Errors
    /// [`InviteError`]; then nothing was changed.
    pub fn invite(
        &self,
        by: &Membership,
        email: EmailAddress,
        role: Role,
        origin: &ClientInfo,
        remember: Option<&Remember<'_, IssuedInvitation>>,
    ) -> Result<IssuedInvitation, InviteError> {
        by.may_manage(&[role])?;
        self.require_proof(by, role)?;
        let now = self.issuer.clock.now();
        let token = IssuedToken::generate(TokenKind::InvitationToken, &*self.issuer.secrets)
            .map_err(StoreError::from)?;
        let maker = by.session().user_id();
        let invitation = Invitation {
            id: self.issuer.new_id()?,
            organization_id: by.organization().id.clone(),
            email,
            role,
            created_by: maker.clone(),
            created_at: now,
            expires_at: now + self.lifetime,
        };
        let mail = self.mail(&invitation)?;
        let actor = Actor::User(maker.clone());
        let audit = self.audit(AuditAction::InvitationCreated, actor, &invitation, origin)?;
        let new = NewInvitation {
            digest: token.digest(&*self.issuer.digester),
            mails: mail.into_iter().collect(),
            invitation,
        };
        let issued = IssuedInvitation {
            invitation: new.invitation.clone(),
            token: token.secret().clone(),
            mailed: !new.mails.is_empty(),
        };
        let answer = answer_of(remember, &issued)?;
        match self.store.invite(&new, &audit, answer.as_ref())? {
            InvitationCreation::Kept => Ok(issued),
            InvitationCreation::AlreadyMember => Err(InviteError::AlreadyMember),
            InvitationCreation::OrganizationGone => Err(Denial::NotAMember.into()),
        }
    }

    /// Asks for a recent proof before the token of an invitation to this role is shown, also before it is shown again.
    ///
    /// # Errors
    /// [`StepUpError`].
    pub fn require_proof(&self, by: &Membership, role: Role) -> Result<(), StepUpError> {
        if role == Role::Owner {
            self.step_up.require(by.session())?;
        }
        Ok(())
    }

    /// What is mailed with an invitation. The limit holds across all organizations, as anybody may make one and invite strangers.
    fn mail(&self, invitation: &Invitation) -> Result<Option<OutgoingMail>, StoreError> {
        let (email, digester) = (&invitation.email, &*self.issuer.digester);
        let content = MailContent::Invitation {
            invitation_id: invitation.id.clone(),
        };
        let Some(mail) = self.issuer.mail(email, content)? else {
            return Ok(None);
        };
        let key = FailureKey::of_mails("invitation", email, digester);
        let now = invitation.created_at;
        let counted = count_within(&*self.failures, key, MAILS_PER_ADDRESS, now)?;
        Ok(counted.ok().map(|()| mail))
    }

    /// The invitations of an organization that can be accepted now, newest first.
    ///
    /// # Errors
    /// What the store reports.
    pub fn list(
        &self,
        grant: &Grant<ManageMembers>,
        page: &Pagination<Invitation>,
    ) -> Result<Page<Invitation>, StoreError> {
        let now = self.issuer.clock.now();
        let (mut open, mut part) = (Vec::new(), page.clone());
        // Of those that are kept, few can no longer be accepted.
        loop {
            let stored = self.store.invitations(grant.organization_id(), &part)?;
            let items = stored.items.into_iter();
            let items = items.filter(|stored| is_open(stored, now));
            open.extend(items.map(|stored| stored.invitation));
            part.after = stored.next;
            if part.after.is_none() || open.len() > usize::from(page.limit) {
                return Ok(page.listing(open, |invitation| invitation.id.clone()));
            }
        }
    }

    /// Ends an invitation and gives it back. `None`: no such invitation is open.
    ///
    /// # Errors
    /// What the store reports.
    pub fn end(
        &self,
        grant: &Grant<ManageMembers>,
        id: &Id<Invitation>,
        origin: &ClientInfo,
    ) -> Result<Option<Invitation>, StoreError> {
        let organization = grant.organization_id();
        let found = self.store.invitation(organization, id)?;
        let now = self.issuer.clock.now();
        let Some(stored) = found.filter(|stored| is_open(stored, now)) else {
            return Ok(None);
        };
        let (action, actor) = (AuditAction::InvitationEnded, grant.actor().clone());
        let audit = self.audit(action, actor, &stored.invitation, origin)?;
        self.store.end_invitation(organization, id, &audit)
    }

    /// Shows the holder of a token what it is for. What cannot be a token costs no look-up; every other attempt counts.
    ///
    /// # Errors
    /// [`InvitationError`].
    pub fn look(
        &self,
        token: &str,
        origin: &ClientInfo,
    ) -> Result<StoredInvitation, InvitationError> {
        let digest = self.digest(token, origin)?;
        self.open(&digest)
    }

    /// Makes the person who asks a member, and uses the invitation up.
    ///
    /// # Errors
    /// [`InvitationError`]; then nothing was changed.
    pub fn accept(
        &self,
        session: &UserPrincipal,
        token: &str,
        origin: &ClientInfo,
    ) -> Result<Membership, InvitationError> {
        let digest = self.digest(token, origin)?;
        let stored = self.open(&digest)?;
        let user = self.users.user(session.user_id())?;
        let user = user.ok_or(InvitationError::Gone(CredentialError::SESSION_GONE))?;
        let audit = self.joined(&stored.invitation, &user.id, origin)?;
        admit(&stored, &user.email, audit.at)?;
        let judge = |stored: &_, email: &_| admit(stored, email, audit.at).is_ok();
        match self
            .store
            .accept_invitation(&digest, &user.id, &judge, &audit)?
        {
            Acceptance::Joined => Ok(Membership::new(
                session.clone(),
                stored.organization,
                stored.invitation.role,
            )),
            Acceptance::AlreadyMember => Err(InvitationError::AlreadyMember),
            Acceptance::Refused => Err(InvitationRefusal::Invalid.into()),
        }
    }

    /// The digest of a token that came from a client.
    pub(crate) fn digest(
        &self,
        token: &str,
        origin: &ClientInfo,
    ) -> Result<Digest, InvitationError> {
        let token = PlainToken::parse(token.trim()).ok();
        let token = token.filter(|token| token.kind() == TokenKind::InvitationToken);
        let token = token.ok_or(InvitationRefusal::Invalid)?;
        let (digester, now) = (&*self.issuer.digester, self.issuer.clock.now());
        let client = FailureKey::apart("invitations", origin, digester);
        count(&*self.failures, &[(client, PER_ADDRESS)], now)??;
        Ok(token.digest(digester))
    }

    /// The invitation with this token, if it can be accepted now.
    pub(crate) fn open(&self, digest: &Digest) -> Result<StoredInvitation, InvitationError> {
        let now = self.issuer.clock.now();
        let found = self.store.invitation_by_digest(digest)?;
        let found = found.filter(|stored| is_open(stored, now));
        Ok(found.ok_or(InvitationRefusal::Invalid)?)
    }

    /// The line that tells that somebody has come by an invitation.
    pub(crate) fn joined(
        &self,
        invitation: &Invitation,
        user: &Id<User>,
        origin: &ClientInfo,
    ) -> Result<AuditEvent, StoreError> {
        let actor = Actor::User(user.clone());
        let mut audit = self.audit(AuditAction::MemberJoined, actor, invitation, origin)?;
        audit.user_id = Some(user.clone());
        audit.detail = Some(format!("role {}", invitation.role.as_str()));
        Ok(audit)
    }

    fn audit(
        &self,
        action: AuditAction,
        actor: Actor,
        invitation: &Invitation,
        origin: &ClientInfo,
    ) -> Result<AuditEvent, StoreError> {
        let mut audit = self.issuer.audit(action, actor, origin)?;
        audit.organization_id = Some(invitation.organization_id.clone());
        audit.target = Some(invitation.id.to_string());
        let (email, role) = (invitation.email.as_typed(), invitation.role.as_str());
        audit.detail = Some(format!("{email}, role {role}"));
        Ok(audit)
    }
}
