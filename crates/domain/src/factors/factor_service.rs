use std::sync::Arc;

use super::{CodeCheck, FactorError, RecoveryCode, TotpSecret};
use crate::authentication::UserPrincipal;
use crate::authorization::Operator;
use crate::entities::{
    Actor, AuditAction, ClientInfo, Factor, FactorKind, FactorNotice, StoredFactor, User,
};
use crate::ports::{Factors, Issuer, Ports, SecretOwner, SecretSealer, StoreError, Users};
use crate::sessions::RecentProof;
use crate::values::{FactorName, Id, Secret, TotpCode};

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
        let known = self.factors.factors_of(&user.id)?;
        let factor = self.new_factor(&user, &known, FactorKind::Totp, name)?;
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

    /// Gives a factor another name.
    ///
    /// # Errors
    /// [`FactorError`]; then nothing was changed.
    pub fn rename(
        &self,
        session: &UserPrincipal,
        _: &RecentProof,
        id: &Id<Factor>,
        name: &FactorName,
        origin: &ClientInfo,
    ) -> Result<Factor, FactorError> {
        let user = session.user_id();
        let mut factor = self.own(user, id)?;
        factor.name = name.clone();
        let audit = self.audit(AuditAction::FactorRenamed, &factor, origin)?;
        let renamed = self.factors.rename_factor(user, id, name, &audit)?;
        renamed.ok_or(FactorError::Unknown)
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
        let factor = self.own(&user.id, id)?;
        let audit = self.audit(AuditAction::FactorRemoved, &factor, origin)?;
        let notice = FactorNotice::Removed(factor.kind, factor.name);
        let told = self.tell(&user, notice, origin)?;
        let removed = self.factors.remove_factor(&user.id, id, &audit, &told)?;
        removed.ok_or(FactorError::Unknown)
    }

    /// A factor of this person that counts.
    fn own(&self, user: &Id<User>, id: &Id<Factor>) -> Result<Factor, FactorError> {
        let known = self.factors.factors_of(user)?.into_iter();
        let mut known = known.map(|stored| stored.factor);
        known
            .find(|factor| factor.id == *id)
            .ok_or(FactorError::Unknown)
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
}
