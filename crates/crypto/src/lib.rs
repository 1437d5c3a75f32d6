#![doc = include_str!("../README.md")]
//!
//! | port | adapter |
//! |---|---|
//! | `PasswordHasher` | [`Argon2Hasher`] |
//! | `SecretSource` | [`RingSecrets`] |
//! | `Hmac` | [`RingHmac`] |
//! | `SecretSealer` | [`RingSecretSealer`] |
//! | `AnswerSealer` | [`RingAnswerSealer`] |
//! | `Digester` | [`Sha256Digester`] |
//! | `PasswordStrength` | [`ZxcvbnStrength`] |
//! | `Clock` | [`SystemClock`] |
//!
//! [`imported_hash`] and [`exported_hash`] are the two ways between a hash at rest and one of another system.

mod argon2_hasher;
mod argon2_settings;
mod hash_memory;
mod imported_hash;
mod memory_budget;
mod memory_pool;
mod missing_work;
mod phc_string;
mod ring_answer_sealer;
mod ring_hmac;
mod ring_secret_sealer;
mod ring_secrets;
mod secret_key;
mod sha256_digester;
mod system_clock;
mod zxcvbn_strength;

pub use argon2_hasher::Argon2Hasher;
pub use argon2_settings::{Argon2Settings, InvalidArgon2Settings};
pub use imported_hash::{exported_hash, imported_hash};
pub use ring_answer_sealer::RingAnswerSealer;
pub use ring_hmac::RingHmac;
pub use ring_secret_sealer::RingSecretSealer;
pub use ring_secrets::RingSecrets;
pub use secret_key::{InvalidSecretKey, SecretKey};
pub use sha256_digester::Sha256Digester;
pub use system_clock::SystemClock;
pub use zxcvbn_strength::ZxcvbnStrength;
