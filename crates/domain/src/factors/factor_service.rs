use std::sync::Arc;

use super::{CodeCheck, RecoveryCode, TotpSecret};
use crate::authentication::{CredentialError, UserPrincipal};
use crate::authorization::Operator;
use crate::entities::{
    Actor, AuditAction, AuditEvent, ClientInfo, Factor, FactorKind, FactorNotice, MailContent,
    OutgoingMail, StoredFactor, User,
};
use crate::ports::{
    Confirmation, Factors, Issuer, Ports, SealError, SecretOwner, SecretSealer, StoreError,
    UnsealError, Users,
};
use crate::sessions::RecentProof;
use crate::values::{Digest, FactorName, Id, Secret, TotpCode};

/// Where people set their second factors up, and take them away.
#[derive(Clone)]
pub struct FactorService {
    pub(super) users: Arc<dyn Users>,
    pub(super) factors: Arc<dyn Factors>,
    sealer: Arc<dyn SecretSealer>,
    codes: CodeCheck,
    pub(super) issuer: Issuer,
    /// What apps list the accounts of this service under.
    app_name: String,
}

/// The second factors of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactorList {
    /// Those that count, newest first.
    pub factors: Vec<Factor>,
    /// How many recovery codes were not used.
    pub recovery_codes_left: usize,
}

/// An authenticator app that was offered. The secret is shown once.
#[derive(Debug, Clone)]
pub struct OfferedTotp {
    /// Which factor it becomes.
    pub id: Id<Factor>,
    /// What people type into the app, in base 32.
    pub secret: Secret,
    /// What the app reads from a QR code.
    pub uri: Secret,
}

/// A factor that counts from now on.
#[derive(Debug, Clone)]
pub struct AddedFactor {
    /// Which one.
    pub factor: Factor,
    /// Of the first factor: what stands in for it if it is lost. Shown once.
    pub recovery_codes: Option<Vec<RecoveryCode>>,
}

/// Why a factor was not set up, or not removed.
#[derive(Debug, thiserror::Error)]
pub enum FactorError {
    /// There is no such factor of this person, or it is not waiting to be confirmed any more.
    #[error("There is no such factor.")]
    Unknown,
    /// The code does not fit the secret and the time.
    #[error(
        "This is not the code that the app shows now. Look whether the clock of its device is right, and try the next code."
    )]
    WrongCode,
    /// The person has as many as anybody may.
    #[error("There are {} factors already: remove one first.", Factor::MAX)]
    TooMany,
    /// Recovery codes stand in for a factor, and there is none.
    #[error("There is no second factor that recovery codes could stand in for: set one up first.")]
    NoFactor,
    /// The service has no key to keep secrets under.
    #[error(
        "Authenticator apps cannot be set up here: whoever runs this service has to set a secret key first."
    )]
    NoSecretKey,
    /// A secret was not sealed.
    #[error(transparent)]
    Seal(SealError),
    /// A secret was not opened.
    #[error(transparent)]
    Unseal(#[from] UnsealError),
    /// The account is gone.
    #[error("the credential was refused: {0:?}")]
    Gone(CredentialError),
    /// A port failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<SealError> for FactorError {
    fn from(error: SealError) -> Self {
        match error {
            SealError::NoKey => Self::NoSecretKey,
            error => Self::Seal(error),
        }
    }
}

impl FactorService {
    pub(crate) fn new(ports: &Ports, issuer: Issuer, app_name: String) -> Self {
        Self {
            users: ports.store.clone(),
            factors: ports.store.clone(),
            sealer: ports.secret_sealer.clone(),
            codes: CodeCheck::new(ports),
            issuer,
            app_name,
        }
    }

    /// The second factors of the person who asks.
    ///
    /// # Errors
    /// What the store reports.
    pub fn list(&self, session: &UserPrincipal) -> Result<FactorList, StoreError> {
        self.list_of(session.user_id())
    }

    fn list_of(&self, user: &Id<User>) -> Result<FactorList, StoreError> {
        let stored = self.factors.factors_of(user)?.into_iter();
        Ok(FactorList {
            factors: stored.map(|stored| stored.factor).collect(),
            recovery_codes_left: self.factors.recovery_codes_left(user)?,
        })
    }

    /// Makes the secret of an authenticator app, in place of one that was not confirmed. It counts after [`Self::confirm_totp`].
    ///
    /// # Errors
    /// [`FactorError`].
    pub fn offer_totp(
        &self,
        session: &UserPrincipal,
        _: &RecentProof,
        name: Option<FactorName>,
    ) -> Result<OfferedTotp, FactorError> {
        let user = self.person(session)?;
        let name = name.unwrap_or_else(FactorName::of_app);
        let factor = self.new_factor(&user, FactorKind::Totp, name)?;
        let secret = TotpSecret::generate(&*self.issuer.secrets).map_err(StoreError::from)?;
        let sealed = self
            .sealer
            .seal(&SecretOwner::of(&factor), secret.as_bytes())?;
        let offered = OfferedTotp {
            id: factor.id.clone(),
            secret: secret.base32(),
            uri: secret.uri(&self.app_name, user.email.as_typed()),
        };
        self.factors.offer_factor(&StoredFactor {
            factor,
            secret: sealed,
            counter: 0,
            credential_id: None,
        })?;
        Ok(offered)
    }

    /// Lets an authenticator app count, of which the person shows that they have it. The code is used up.
    ///
    /// # Errors
    /// [`FactorError`]; then nothing was changed.
    pub fn confirm_totp(
        &self,
        session: &UserPrincipal,
        _: &RecentProof,
        id: &Id<Factor>,
        code: TotpCode,
        origin: &ClientInfo,
    ) -> Result<AddedFactor, FactorError> {
        let user = self.person(session)?;
        let offered = self.factors.offered_factor(&user.id, id)?;
        let now = self.issuer.clock.now();
        let mut stored = offered
            .filter(|stored| {
                let factor = &stored.factor;
                factor.kind == FactorKind::Totp && now < factor.created_at + Factor::OFFERED_FOR
            })
            .ok_or(FactorError::Unknown)?;
        let step = self.codes.step_of(&stored, code)?;
        stored.counter = step.ok_or(FactorError::WrongCode)?;
        self.confirm(&user, stored, origin)
    }

    /// Removes a factor and gives it back as it was. With the last one go the recovery codes.
    ///
    /// # Errors
    /// [`FactorError`]; then nothing was changed.
    pub fn remove(
        &self,
        session: &UserPrincipal,
        _: &RecentProof,
        id: &Id<Factor>,
        origin: &ClientInfo,
    ) -> Result<Factor, FactorError> {
        let user = self.person(session)?;
        let known = self.factors.factors_of(&user.id)?.into_iter();
        let mut known = known.map(|stored| stored.factor);
        let factor = known.find(|factor| factor.id == *id);
        let factor = factor.ok_or(FactorError::Unknown)?;
        let audit = self.audit(AuditAction::FactorRemoved, &factor, origin)?;
        let notice = FactorNotice::Removed(factor.kind, factor.name);
        let told = self.tell(&user, notice, origin)?;
        let removed = self.factors.remove_factor(&user.id, id, &audit, &told)?;
        removed.ok_or(FactorError::Unknown)
    }

    /// Makes new recovery codes, in place of all others. They are shown once.
    ///
    /// # Errors
    /// [`FactorError`]; then nothing was changed.
    pub fn renew_recovery_codes(
        &self,
        session: &UserPrincipal,
        _: &RecentProof,
        origin: &ClientInfo,
    ) -> Result<Vec<RecoveryCode>, FactorError> {
        let user = self.person(session)?;
        let (codes, digests) = self.new_codes(&user.id)?;
        let actor = Actor::User(user.id.clone());
        let action = AuditAction::RecoveryCodesRenewed;
        let mut audit = self.issuer.audit(action, actor, origin)?;
        audit.user_id = Some(user.id.clone());
        let told = self.tell(&user, FactorNotice::NewRecoveryCodes, origin)?;
        let renewed = self
            .factors
            .renew_recovery_codes(&user.id, &digests, &audit, &told)?;
        if renewed {
            Ok(codes)
        } else {
            Err(FactorError::NoFactor)
        }
    }

    /// The second factors of any person.
    ///
    /// # Errors
    /// What the store reports.
    pub fn of_user(&self, _: &Operator, user: &Id<User>) -> Result<FactorList, StoreError> {
        self.list_of(user)
    }

    /// Takes every factor and recovery code of a person away: for who has lost all of them, and proved who they are to the operator in
    /// another way. The audit trail says so, and the person is told. Returns how many factors there were.
    ///
    /// # Errors
    /// What a port reports.
    pub fn reset(&self, _: &Operator, user: &User) -> Result<usize, StoreError> {
        let action = AuditAction::FactorsReset;
        let audit = self.issuer.operator_audit(action, &user.id)?;
        let told = self.tell(user, FactorNotice::Reset, &ClientInfo::default())?;
        self.factors.reset_factors(&user.id, &audit, &told)
    }

    /// A factor that the person is offered now.
    ///
    /// # Errors
    /// [`FactorError::TooMany`], or what the store reports.
    pub(super) fn new_factor(
        &self,
        user: &User,
        kind: FactorKind,
        name: FactorName,
    ) -> Result<Factor, FactorError> {
        if self.factors.factors_of(&user.id)?.len() >= Factor::MAX {
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
        factor.last_used_at = Some(audit.at);
        let notice = FactorNotice::Added(factor.kind, factor.name.clone());
        let told = self.tell(user, notice, origin)?;
        let (codes, digests) = self.new_codes(&user.id)?;
        let confirmed = self
            .factors
            .confirm_factor(&verified, &digests, &audit, &told)?;
        match confirmed {
            Confirmation::NotOffered => Err(FactorError::Unknown),
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

    fn new_codes(&self, user: &Id<User>) -> Result<(Vec<RecoveryCode>, Vec<Digest>), StoreError> {
        let codes = (0..RecoveryCode::COUNT).map(|_| RecoveryCode::generate(&*self.issuer.secrets));
        let codes = codes.collect::<Result<Vec<_>, _>>()?;
        let digests = codes
            .iter()
            .map(|code| code.digest(user, &*self.issuer.digester));
        let digests = digests.collect();
        Ok((codes, digests))
    }

    fn audit(
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

    fn tell(
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
