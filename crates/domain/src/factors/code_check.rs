use std::sync::Arc;

use super::{RecoveryCode, TotpSecret};
use crate::entities::{FactorKind, FactorUse, StoredFactor, User};
use crate::policies::accepted_step;
use crate::ports::{
    Clock, Digester, Factors, Hmac, Ports, SecretOwner, SecretSealer, StoreError, UnsealError,
};
use crate::values::{Id, TotpCode};

/// What a person types to show a second factor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypedCode {
    /// The code of an authenticator app.
    Totp(TotpCode),
    /// A recovery code.
    Recovery(RecoveryCode),
}

/// Why a code, or what a passkey answered, was not judged.
#[derive(Debug)]
pub(crate) enum JudgeError {
    /// It was compared with nothing, and is no guess.
    NotCompared(StoreError),
    /// It was compared with the secret of one app, while that of another was not opened: a guess that counts.
    Compared(StoreError),
}

impl From<StoreError> for JudgeError {
    fn from(error: StoreError) -> Self {
        Self::NotCompared(error)
    }
}

/// Judges codes. What is good is used up only by the store, in the step that it makes possible.
#[derive(Clone)]
pub(crate) struct CodeCheck {
    factors: Arc<dyn Factors>,
    sealer: Arc<dyn SecretSealer>,
    hmac: Arc<dyn Hmac>,
    digester: Arc<dyn Digester>,
    clock: Arc<dyn Clock>,
}

impl CodeCheck {
    pub(crate) fn new(ports: &Ports) -> Self {
        Self {
            factors: ports.store.clone(),
            sealer: ports.secret_sealer.clone(),
            hmac: ports.hmac.clone(),
            digester: ports.digester.clone(),
            clock: ports.clock.clone(),
        }
    }

    /// What is used up by this code, if it is right. Whether a recovery code is, the store knows.
    ///
    /// # Errors
    /// What the store reports, and a secret that was not opened, unless the code is that of another app.
    pub(crate) fn judge(
        &self,
        user: &Id<User>,
        typed: &TypedCode,
    ) -> Result<Option<FactorUse>, JudgeError> {
        let code = match typed {
            TypedCode::Totp(code) => *code,
            TypedCode::Recovery(code) => {
                let digest = code.digest(user, &*self.digester);
                return Ok(Some(FactorUse::RecoveryCode(digest)));
            }
        };
        let (mut unopened, mut was_compared) = (None, false);
        for stored in self.factors.factors_of(user)? {
            if stored.factor.kind != FactorKind::Totp {
                continue;
            }
            match self.step_of(&stored, code) {
                Ok(Some(counter)) => {
                    let id = stored.factor.id;
                    return Ok(Some(FactorUse::Factor { id, counter }));
                }
                Ok(None) => was_compared = true,
                Err(error) => unopened = Some(error),
            }
        }
        match unopened {
            None => Ok(None),
            Some(error) if was_compared => Err(JudgeError::Compared(error.into())),
            Some(error) => Err(JudgeError::NotCompared(error.into())),
        }
    }

    /// The time step of which an app shows this code, if it is good at this moment.
    ///
    /// # Errors
    /// [`UnsealError`].
    pub(super) fn step_of(
        &self,
        stored: &StoredFactor,
        code: TotpCode,
    ) -> Result<Option<i64>, UnsealError> {
        let owner = SecretOwner::of(&stored.factor);
        let opened = self.sealer.open(&owner, &stored.secret)?;
        let secret = TotpSecret::restore(&opened).ok_or(UnsealError::Changed)?;
        let mac = |message: &[u8]| self.hmac.sha1(secret.as_bytes(), message);
        let now = self.clock.now();
        Ok(accepted_step(code, now, stored.counter, mac))
    }
}
