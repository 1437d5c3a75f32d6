//! Second factors: authenticator apps, passkeys and recovery codes, and the steps in which people show them. A passkey that
//! verifies who uses it is more: it logs its person in alone.

mod adding;
mod code_check;
mod factor_error;
mod factor_service;
mod passkey_ceremony;
mod passkey_login;
mod passkey_proof;
mod passkey_registration;
mod proof_in_session;
mod recovery_code;
mod resealing;
mod second_step;
mod totp_secret;

pub use self::code_check::TypedCode;
pub(crate) use self::code_check::{CodeCheck, JudgeError};
pub use self::factor_error::FactorError;
pub use self::factor_service::{AddedFactor, FactorList, FactorService, OfferedTotp};
pub use self::passkey_ceremony::PasskeyFault;
pub use self::passkey_login::{PasskeyLoginError, PasskeyLoginService};
pub use self::passkey_proof::{PasskeyProofError, PasskeyProofs};
pub use self::passkey_registration::{
    OfferedPasskey, PasskeyRegistration, PasskeyRegistrationError,
};
pub use self::recovery_code::{InvalidRecoveryCode, RecoveryCode};
pub use self::resealing::{ResealError, Resealed, ResealingService};
pub use self::second_step::{SecondFactorError, SecondFactorService, SecondStep};
pub use self::totp_secret::TotpSecret;
