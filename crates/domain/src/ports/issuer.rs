use std::sync::Arc;

use super::clock::Clock;
use super::crypto::{Digester, SecretSource};
use super::error::StoreError;
use crate::entities::{
    Actor, AuditAction, AuditEvent, ClientInfo, MailContent, OutgoingMail, User,
};
use crate::values::{EmailAddress, Id, IdKind};

/// The ports by which use cases issue what is new: ids, credentials, lines of the audit trail, and mails.
#[derive(Clone)]
pub(crate) struct Issuer {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) secrets: Arc<dyn SecretSource>,
    pub(crate) digester: Arc<dyn Digester>,
    /// Whether mails are sent.
    pub(crate) sends_mail: bool,
}

impl Issuer {
    /// Makes the id of something that is created now.
    pub(crate) fn new_id<T: IdKind>(&self) -> Result<Id<T>, StoreError> {
        let mut random = [0; 8];
        self.secrets.fill(&mut random)?;
        Ok(Id::new(self.clock.now(), random))
    }

    /// Begins a line of the audit trail. The caller adds organization, user and target.
    pub(crate) fn audit(
        &self,
        action: AuditAction,
        actor: Actor,
        origin: &ClientInfo,
    ) -> Result<AuditEvent, StoreError> {
        Ok(AuditEvent {
            id: self.new_id()?,
            at: self.clock.now(),
            action: action.into(),
            actor,
            organization_id: None,
            user_id: None,
            target: None,
            key_id: None,
            detail: None,
            origin: origin.clone(),
        })
    }

    /// The line about what an operator does to the account of a user, by a command.
    pub(crate) fn operator_audit(
        &self,
        action: AuditAction,
        user: &Id<User>,
    ) -> Result<AuditEvent, StoreError> {
        let mut audit = self.audit(action, Actor::Operator, &ClientInfo::default())?;
        audit.user_id = Some(user.clone());
        Ok(audit)
    }

    /// A mail to be kept with what it tells. `None`: the service sends no mail.
    pub(crate) fn mail(
        &self,
        recipient: &EmailAddress,
        content: MailContent,
    ) -> Result<Option<OutgoingMail>, StoreError> {
        if !self.sends_mail {
            return Ok(None);
        }
        Ok(Some(OutgoingMail {
            id: self.new_id()?,
            recipient: recipient.clone(),
            content,
            queued_at: self.clock.now(),
        }))
    }
}
