use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::login_throttle::{TooManyAttempts, account, count};
use super::new_password::{NewPassword, personal};
use crate::entities::{
    Actor, AuditAction, ClientInfo, MailContent, PasswordHash, PasswordReset, User,
};
use crate::policies::PER_ADDRESS;
use crate::ports::{
    FailureKey, HashError, Issuer, LoginFailures, PasswordHasher, PasswordResets, Ports,
    StoreError, Users,
};
use crate::tokens::{IssuedToken, PlainToken, TokenKind};
use crate::values::Secret;

/// Lets people set a new password by a link, without the old one.
pub struct PasswordResetService {
    users: Arc<dyn Users>,
    resets: Arc<dyn PasswordResets>,
    failures: Arc<dyn LoginFailures>,
    issuer: Issuer,
}

/// What a reset link is made of. The token is shown once.
#[derive(Debug, Clone)]
pub struct IssuedReset {
    /// The token in the link.
    pub token: Secret,
    /// From this moment on the link is no longer valid.
    pub expires_at: DateTime<Utc>,
}

/// A reset whose token is good, and not used up yet. The new password is to be judged and hashed next.
#[must_use]
pub struct PendingReset {
    reset: PasswordReset,
    user: User,
    origin: ClientInfo,
}

/// Why no password was set.
#[derive(Debug, thiserror::Error)]
pub enum PasswordResetError {
    /// The token is no token of a link, unknown, used, replaced or expired, or its account is disabled: the client does not
    /// learn which.
    #[error(
        "This link is not valid: it was used, has expired, or was replaced by a newer one. Ask for a new link."
    )]
    InvalidLink,
    /// Refused without being looked at.
    #[error(transparent)]
    TooMany(#[from] TooManyAttempts),
    /// A port failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl PendingReset {
    /// What an attacker may know of the person, for the judgement of the new password.
    pub fn personal(&self) -> [&str; 3] {
        let User {
            email,
            first_name,
            last_name,
            ..
        } = &self.user;
        personal(email, first_name, last_name.as_ref())
    }

    /// Does the work of hashing the new password.
    ///
    /// # Errors
    /// What the hasher reports.
    pub fn hash(
        &self,
        new: &NewPassword,
        hasher: &dyn PasswordHasher,
    ) -> Result<PasswordHash, HashError> {
        hasher.hash(new.password())
    }
}

impl PasswordResetService {
    pub(crate) fn new(ports: &Ports, issuer: Issuer) -> Self {
        Self {
            users: ports.store.clone(),
            resets: ports.store.clone(),
            failures: ports.store.clone(),
            issuer,
        }
    }

    /// Makes a link for a person, in place of an earlier one. `None`: the account is disabled, or gone.
    ///
    /// An operator does this, and the audit trail says so.
    ///
    /// # Errors
    /// What a port reports.
    pub fn issue(&self, user: &User) -> Result<Option<IssuedReset>, StoreError> {
        let token = IssuedToken::generate(TokenKind::LinkToken, &*self.issuer.secrets)?;
        let reset = PasswordReset {
            digest: token.digest(&*self.issuer.digester),
            user_id: user.id.clone(),
            expires_at: self.issuer.clock.now() + PasswordReset::LIFETIME,
        };
        let audit = self
            .issuer
            .operator_audit(AuditAction::ResetLinkCreated, &user.id)?;
        let kept = self.resets.offer_password_reset(&reset, &audit)?;
        Ok(kept.then(|| IssuedReset {
            token: token.secret().clone(),
            expires_at: reset.expires_at,
        }))
    }

    /// Begins to set a password: judges the token, which is not used up by it. What cannot be one costs no look-up; every other
    /// attempt counts, whatever comes of it.
    ///
    /// # Errors
    /// [`PasswordResetError`].
    pub fn begin(
        &self,
        token: &str,
        origin: &ClientInfo,
    ) -> Result<PendingReset, PasswordResetError> {
        let token = PlainToken::parse(token.trim());
        let token = token
            .ok()
            .filter(|token| token.kind() == TokenKind::LinkToken);
        let token = token.ok_or(PasswordResetError::InvalidLink)?;
        self.throttle(origin)?;
        let digest = token.digest(&*self.issuer.digester);
        let reset = self.resets.password_reset_by_digest(&digest)?;
        let now = self.issuer.clock.now();
        let reset = reset.filter(|reset| reset.is_valid_at(now));
        let reset = reset.ok_or(PasswordResetError::InvalidLink)?;
        let user = self.users.user(&reset.user_id)?;
        let user = user.ok_or(PasswordResetError::InvalidLink)?;
        Ok(PendingReset {
            reset,
            user,
            origin: origin.clone(),
        })
    }

    /// Sets the password: the token is used up, every session of the person ends, and the failed logins of the account are
    /// forgotten.
    ///
    /// # Errors
    /// [`PasswordResetError`]; then nothing was changed.
    pub fn finish(
        &self,
        pending: &PendingReset,
        hash: &PasswordHash,
    ) -> Result<(), PasswordResetError> {
        let PendingReset {
            reset,
            user,
            origin,
        } = pending;
        let actor = Actor::User(user.id.clone());
        let mut audit = self
            .issuer
            .audit(AuditAction::PasswordReset, actor, origin)?;
        audit.user_id = Some(user.id.clone());
        let account = account(&*self.issuer.digester, &user.email);
        let told = MailContent::PasswordChanged {
            changed_from: origin.ip,
        };
        let told = self.issuer.mail(&user.email, told)?;
        if !self
            .resets
            .reset_password(reset, hash, &account, &audit, told.as_slice())?
        {
            return Err(PasswordResetError::InvalidLink);
        }
        Ok(())
    }

    fn throttle(&self, origin: &ClientInfo) -> Result<(), PasswordResetError> {
        let key = FailureKey::apart("password resets", origin, &*self.issuer.digester);
        let now = self.issuer.clock.now();
        Ok(count(&*self.failures, &[(key, PER_ADDRESS)], now)??)
    }
}
