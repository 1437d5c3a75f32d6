//! What adding a factor takes, of whatever kind it is.

use super::{AddedFactor, FactorError, FactorService, RecoveryCode};
use crate::authentication::{CredentialError, UserPrincipal};
use crate::entities::{
    Actor, AuditAction, AuditEvent, ClientInfo, Factor, FactorKind, FactorNotice, MailContent,
    OutgoingMail, StoredFactor, User,
};
use crate::ports::{Confirmation, StoreError};
use crate::values::{Digest, FactorName, Id};

impl FactorService {
    /// A factor that a person who has these is offered now.
    ///
    /// # Errors
    /// [`FactorError::TooMany`], or what the store reports.
    pub(super) fn new_factor(
        &self,
        user: &User,
        known: &[StoredFactor],
        kind: FactorKind,
        name: FactorName,
    ) -> Result<Factor, FactorError> {
        if known.len() >= Factor::MAX {
            return Err(FactorError::TooMany);
        }
        Ok(Factor {
            id: self.issuer.new_id()?,
            user_id: user.id.clone(),
            kind,
            name,
            created_at: self.issuer.clock.now(),
            confirmed_at: None,
            last_used_at: None,
        })
    }

    /// Lets a factor count that was verified.
    ///
    /// # Errors
    /// [`FactorError`]; then nothing was changed.
    pub(super) fn confirm(
        &self,
        user: &User,
        mut verified: StoredFactor,
        origin: &ClientInfo,
    ) -> Result<AddedFactor, FactorError> {
        let audit = self.audit(AuditAction::FactorAdded, &verified.factor, origin)?;
        let factor = &mut verified.factor;
        factor.confirmed_at = Some(audit.at);
        let notice = FactorNotice::Added(factor.kind, factor.name.clone());
        let told = self.tell(user, notice, origin)?;
        let (codes, digests) = self.new_codes(&user.id)?;
        let confirmed = self
            .factors
            .confirm_factor(&verified, &digests, &audit, &told)?;
        match confirmed {
            Confirmation::NotOffered => Err(FactorError::Unknown),
            Confirmation::TooMany => Err(FactorError::TooMany),
            Confirmation::Confirmed { codes_kept } => Ok(AddedFactor {
                factor: verified.factor,
                recovery_codes: codes_kept.then_some(codes),
            }),
        }
    }

    /// The account of the person who asks.
    pub(super) fn person(&self, session: &UserPrincipal) -> Result<User, FactorError> {
        let user = self.users.user(session.user_id())?;
        user.ok_or(FactorError::Gone(CredentialError::SESSION_GONE))
    }

    pub(super) fn new_codes(
        &self,
        user: &Id<User>,
    ) -> Result<(Vec<RecoveryCode>, Vec<Digest>), StoreError> {
        let codes = (0..RecoveryCode::COUNT).map(|_| RecoveryCode::generate(&*self.issuer.secrets));
        let codes = codes.collect::<Result<Vec<_>, _>>()?;
        let digests = codes
            .iter()
            .map(|code| code.digest(user, &*self.issuer.digester));
        let digests = digests.collect();
        Ok((codes, digests))
    }

    pub(super) fn audit(
        &self,
        action: AuditAction,
        factor: &Factor,
        origin: &ClientInfo,
    ) -> Result<AuditEvent, StoreError> {
        let actor = Actor::User(factor.user_id.clone());
        let mut audit = self.issuer.audit(action, actor, origin)?;
        audit.user_id = Some(factor.user_id.clone());
        audit.target = Some(factor.id.to_string());
        audit.detail = Some(format!(
            "{} \"{}\"",
            factor.kind.as_str(),
            factor.name.as_str()
        ));
        Ok(audit)
    }

    pub(super) fn tell(
        &self,
        user: &User,
        notice: FactorNotice,
        origin: &ClientInfo,
    ) -> Result<Vec<OutgoingMail>, StoreError> {
        let content = MailContent::SecondFactorChanged {
            notice,
            changed_from: origin.ip,
        };
        Ok(Vec::from_iter(self.issuer.mail(&user.email, content)?))
    }
}
