//! Sending what waits in the outbox: which mail is next, the link that it brings, and what becomes of it afterwards. A mail is
//! handed over outside, as that waits for another machine.

use std::net::IpAddr;
use std::sync::Arc;

use crate::authorization::is_open;
use crate::entities::{
    Actor, AuditAction, AuditEvent, ClientInfo, Invitation, LinkPurpose, MailContent, MailLink,
    OutgoingMail, User,
};
use crate::policies::{CLAIM_OF_MAIL, MAIL_IS_TRIED_FOR, pause_after};
use crate::ports::{
    ClaimedMail, GivenUpMail, Invitations, Issuer, MailBacklog, MailClaim, Outbox, Ports,
    StoreError, Users,
};
use crate::tokens::{IssuedToken, TokenKind};
use crate::values::{Digest, Id, Secret};

/// How many mails are given up in one step.
const BATCH: u32 = 100;

/// Takes mails out of the outbox to be sent, on any number of servers at once. `Services::mail_dispatch` is one; the page of the crate
/// `sendook-mail` shows the loop around it, which the server runs every second.
pub struct MailDispatch {
    outbox: Arc<dyn Outbox>,
    users: Arc<dyn Users>,
    invitations: Arc<dyn Invitations>,
    issuer: Issuer,
}

/// A mail that is to be handed to the mail server now.
#[derive(Debug)]
pub struct MailToSend {
    /// The mail.
    pub mail: OutgoingMail,
    /// The token of the link that it brings, if it brings one.
    pub token: Option<Secret>,
    claim: MailClaim,
    digest: Option<Digest>,
}

/// What became of a mail that was handed to the mail server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// The server has taken it.
    Accepted,
    /// The server has certainly not taken it: it has said so, or was not given the whole mail.
    Refused,
    /// The server got the whole mail, and gave no answer: it may have taken it.
    Unknown,
}

impl MailDispatch {
    pub(crate) fn new(ports: &Ports, issuer: Issuer) -> Self {
        Self {
            outbox: ports.store.clone(),
            users: ports.store.clone(),
            invitations: ports.store.clone(),
            issuer,
        }
    }

    /// Whether a mail is due. Changes nothing.
    ///
    /// # Errors
    /// What the store reports.
    pub fn is_due(&self) -> Result<bool, StoreError> {
        self.outbox.is_mail_due(self.issuer.clock.now())
    }

    /// Claims the next mail, and makes the token of its link. A mail that has become pointless, as there is no such account, is
    /// removed instead, and the one after it is taken.
    ///
    /// # Errors
    /// What the store reports.
    pub fn next(&self) -> Result<Option<MailToSend>, StoreError> {
        loop {
            let now = self.issuer.clock.now();
            let Some(claimed) = self.outbox.claim_mail(now, now + CLAIM_OF_MAIL)? else {
                return Ok(None);
            };
            let prepared = self.prepare(&claimed)?;
            if prepared.is_some() {
                return Ok(prepared);
            }
            self.outbox.remove_mail(&claimed.claim())?;
        }
    }

    /// Goes on claiming a mail that is still being sent. Returns whether it is still ours.
    ///
    /// # Errors
    /// What the store reports.
    pub fn hold(&self, claim: &MailClaim) -> Result<bool, StoreError> {
        let until = self.issuer.clock.now() + CLAIM_OF_MAIL;
        self.outbox.defer_mail(claim, until, None)
    }

    /// Settles what became of a mail: one that was [accepted](Delivery::Accepted) is removed, any other is tried again after a pause.
    ///
    /// The link of a mail that may have arrived stays good: mail programs that recognize the second copy by its `Message-ID` may
    /// show the first.
    ///
    /// # Errors
    /// What the store reports. To be called again then, or the mail will be sent again.
    pub fn settle(&self, sent: &MailToSend, delivery: Delivery) -> Result<(), StoreError> {
        let undelivered = match delivery {
            Delivery::Accepted => {
                self.outbox.remove_mail(&sent.claim)?;
                return Ok(());
            }
            Delivery::Refused => sent.digest.as_ref(),
            Delivery::Unknown => None,
        };
        let next = self.issuer.clock.now() + pause_after(sent.claim.attempt);
        self.outbox.defer_mail(&sent.claim, next, undelivered)?;
        Ok(())
    }

    /// Removes mails that were tried for a day, and says which. There may be more.
    ///
    /// # Errors
    /// What the store reports.
    pub fn give_up(&self) -> Result<Vec<GivenUpMail>, StoreError> {
        let now = self.issuer.clock.now();
        self.outbox
            .give_up_mails(now - MAIL_IS_TRIED_FOR, now, BATCH)
    }

    /// What waits to be sent.
    ///
    /// # Errors
    /// What the store reports.
    pub fn backlog(&self) -> Result<MailBacklog, StoreError> {
        self.outbox.mail_backlog()
    }

    /// `None`: there is nothing to tell any more.
    fn prepare(&self, claimed: &ClaimedMail) -> Result<Option<MailToSend>, StoreError> {
        let mail = &claimed.mail;
        match &mail.content {
            MailContent::PasswordReset { asked_from } => {
                let found = self.users.user_for_login(&mail.recipient)?;
                let Some((user, _)) = found else {
                    return Ok(None);
                };
                let audit = self.link_audit(&user.id, *asked_from)?;
                self.with_link(claimed, LinkPurpose::PasswordReset, &user.id, Some(&audit))
            }
            MailContent::EmailVerification { user_id } => {
                self.with_link(claimed, LinkPurpose::EmailVerification, user_id, None)
            }
            MailContent::EmailChange { user_id } => {
                self.with_link(claimed, LinkPurpose::EmailChange, user_id, None)
            }
            MailContent::Invitation { invitation_id } => {
                self.with_invitation(claimed, invitation_id)
            }
            MailContent::EmailChanged { .. }
            | MailContent::PasswordChanged { .. }
            | MailContent::SecondFactorChanged { .. }
            | MailContent::NewDevice { .. }
            | MailContent::KeyLeaked { .. }
            | MailContent::KeysEnding { .. } => Ok(Some(MailToSend {
                mail: mail.clone(),
                token: None,
                claim: claimed.claim(),
                digest: None,
            })),
        }
    }

    fn with_link(
        &self,
        claimed: &ClaimedMail,
        purpose: LinkPurpose,
        user: &Id<User>,
        audit: Option<&AuditEvent>,
    ) -> Result<Option<MailToSend>, StoreError> {
        let token = IssuedToken::generate(TokenKind::LinkToken, &*self.issuer.secrets)?;
        let link = MailLink {
            digest: token.digest(&*self.issuer.digester),
            purpose,
            user_id: user.clone(),
            email: claimed.mail.recipient.clone(),
            expires_at: self.issuer.clock.now() + purpose.lifetime(),
        };
        let claim = claimed.claim();
        let kept = self.outbox.keep_mail_link(&link, &claim, audit)?;
        Ok(kept.then(|| MailToSend {
            mail: claimed.mail.clone(),
            token: Some(token.secret().clone()),
            claim,
            digest: Some(link.digest),
        }))
    }

    /// The token is one more of the invitation, and as good as the one that was shown to its maker.
    fn with_invitation(
        &self,
        claimed: &ClaimedMail,
        id: &Id<Invitation>,
    ) -> Result<Option<MailToSend>, StoreError> {
        let token = IssuedToken::generate(TokenKind::InvitationToken, &*self.issuer.secrets)?;
        let (digest, claim) = (token.digest(&*self.issuer.digester), claimed.claim());
        let now = self.issuer.clock.now();
        let is_open = |stored: &_| is_open(stored, now);
        let kept = self
            .invitations
            .add_invitation_token(id, &digest, &claim, &is_open)?;
        Ok(kept.then(|| MailToSend {
            mail: claimed.mail.clone(),
            token: Some(token.secret().clone()),
            claim,
            digest: Some(digest),
        }))
    }

    fn link_audit(
        &self,
        user: &Id<User>,
        asked_from: Option<IpAddr>,
    ) -> Result<AuditEvent, StoreError> {
        let origin = ClientInfo {
            ip: asked_from,
            ..ClientInfo::default()
        };
        let action = AuditAction::ResetLinkCreated;
        let mut audit = self.issuer.audit(action, Actor::Anonymous, &origin)?;
        audit.user_id = Some(user.clone());
        Ok(audit)
    }
}

impl MailToSend {
    /// The right to send it.
    pub fn claim(&self) -> &MailClaim {
        &self.claim
    }
}
