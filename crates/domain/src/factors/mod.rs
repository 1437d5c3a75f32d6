//! Second factors: authenticator apps and recovery codes, and the steps in which people show them.

mod code_check;
mod factor_service;
mod recovery_code;
mod resealing;
mod second_step;
mod totp_secret;

pub(crate) use self::code_check::CodeCheck;
pub use self::code_check::TypedCode;
pub use self::factor_service::{AddedFactor, FactorError, FactorList, FactorService, OfferedTotp};
pub use self::recovery_code::{InvalidRecoveryCode, RecoveryCode};
pub use self::resealing::{ResealError, Resealed, ResealingService};
pub use self::second_step::{SecondFactorError, SecondFactorService, SecondStep};
pub use self::totp_secret::TotpSecret;
