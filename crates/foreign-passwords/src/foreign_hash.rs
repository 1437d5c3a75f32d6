use std::fmt;

use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

use crate::ceiling::{Ceiling, TooCostly};
use crate::formats::{self, tagged};
use crate::functions::Function;

/// A password hash that another system made, which costs no more than a [`Ceiling`] to verify.
pub struct ForeignHash {
    function: Function,
    normal_form: NormalForm,
}

/// What a system does to a password before it encodes it as UTF-8.
#[derive(Clone, Copy, PartialEq, Eq)]
enum NormalForm {
    /// Nothing.
    AsTyped,
    /// Unicode NFKC.
    Nfkc,
}

/// Why a text is not taken as a password hash. It never quotes the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RefusedHash {
    /// No system that is known writes it so.
    #[error("it is not a password hash of a known form")]
    UnknownForm,
    /// Several systems write it so, and compute it differently.
    #[error(
        "it does not say which system made it: write \"better-auth:\", \"lucia:\", \"lucia1:\", \"oslo:\" or \"sendook:\" before it"
    )]
    Ambiguous,
    /// It would cost too much to verify.
    #[error(transparent)]
    TooCostly(#[from] TooCostly),
}

impl ForeignHash {
    /// Reads a hash as its system keeps it; some need the system's name before it ([the list](crate)).
    ///
    /// # Errors
    /// [`RefusedHash`].
    pub fn parse(text: &str, ceiling: &Ceiling) -> Result<Self, RefusedHash> {
        if tagged::is_untagged(text) {
            return Err(RefusedHash::Ambiguous);
        }
        let hash = formats::parse(text).ok_or(RefusedHash::UnknownForm)?;
        hash.function.check(ceiling)?;
        Ok(hash)
    }

    /// The memory that one verification takes, in KiB.
    pub fn memory_kib(&self) -> u64 {
        self.function.memory_kib()
    }

    /// Whether this is the password, exactly as it was typed. A wrong one takes as long as the right one, on the caller's
    /// thread.
    ///
    /// Where the system hashed passwords as they were typed, NFC of the password is right too: another keyboard or another
    /// browser may send the same characters composed or decomposed.
    pub fn verify(&self, typed: &str) -> bool {
        if self.normal_form == NormalForm::Nfkc {
            let password: Zeroizing<String> = Zeroizing::new(typed.nfkc().collect());
            return self.function.is_hash_of(password.as_bytes());
        }
        let as_typed = self.function.is_hash_of(typed.as_bytes());
        let password: Zeroizing<String> = Zeroizing::new(typed.nfc().collect());
        // Computed whether or not the first is right, so that the time tells only what was typed.
        let composed = password.as_str() != typed && self.function.is_hash_of(password.as_bytes());
        as_typed || composed
    }

    /// A hash of a system that takes passwords as they were typed.
    pub(crate) fn as_typed(function: impl Into<Function>) -> Self {
        Self {
            function: function.into(),
            normal_form: NormalForm::AsTyped,
        }
    }

    /// A hash of a system that turns passwords to NFKC.
    pub(crate) fn nfkc(function: impl Into<Function>) -> Self {
        Self {
            function: function.into(),
            normal_form: NormalForm::Nfkc,
        }
    }
}

impl fmt::Debug for ForeignHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ForeignHash(…)")
    }
}
