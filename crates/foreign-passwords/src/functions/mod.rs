//! The functions that make hashes, each over a crate.

mod argon2;
mod bcrypt;
mod firebase_scrypt;
mod pbkdf2;
mod phpass;
mod scrypt;

pub(crate) use argon2::Argon2Hash;
pub(crate) use bcrypt::{BcryptHash, Before};
pub(crate) use firebase_scrypt::FirebaseHash;
pub(crate) use pbkdf2::{Pbkdf2Hash, Prf};
pub(crate) use phpass::{PhpassHash, phpass_digit};
pub(crate) use scrypt::{ScryptCost, ScryptHash};

use crate::ceiling::{Ceiling, TooCostly};

/// A function, with what it was given and what came out.
pub(crate) enum Function {
    Argon2(Argon2Hash),
    Bcrypt(BcryptHash),
    Firebase(FirebaseHash),
    Pbkdf2(Pbkdf2Hash),
    Phpass(PhpassHash),
    Scrypt(ScryptHash),
}

impl Function {
    pub(crate) fn check(&self, ceiling: &Ceiling) -> Result<(), TooCostly> {
        match self {
            Self::Argon2(hash) => hash.check(ceiling),
            Self::Bcrypt(hash) => ceiling.allow_bcrypt_cost(hash.cost),
            Self::Firebase(hash) => hash.cost.check(ceiling),
            Self::Pbkdf2(hash) => ceiling.allow_iterations(hash.iterations),
            Self::Phpass(hash) => ceiling.allow_iterations(hash.rounds),
            Self::Scrypt(hash) => hash.cost.check(ceiling),
        }
    }

    pub(crate) fn memory_kib(&self) -> u64 {
        match self {
            Self::Argon2(hash) => hash.memory_kib(),
            Self::Firebase(hash) => hash.cost.memory_kib(),
            Self::Scrypt(hash) => hash.cost.memory_kib(),
            // bcrypt's tables are the largest of these.
            Self::Bcrypt(_) | Self::Pbkdf2(_) | Self::Phpass(_) => 5,
        }
    }

    /// Compares in constant time.
    pub(crate) fn is_hash_of(&self, password: &[u8]) -> bool {
        match self {
            Self::Argon2(hash) => hash.is_hash_of(password),
            Self::Bcrypt(hash) => hash.is_hash_of(password),
            Self::Firebase(hash) => hash.is_hash_of(password),
            Self::Pbkdf2(hash) => hash.is_hash_of(password),
            Self::Phpass(hash) => hash.is_hash_of(password),
            Self::Scrypt(hash) => hash.is_hash_of(password),
        }
    }
}

macro_rules! into_function {
    ($($variant:ident($hash:ty)),+) => {
        $(impl From<$hash> for Function {
            fn from(hash: $hash) -> Self {
                Self::$variant(hash)
            }
        })+
    };
}

into_function!(
    Argon2(Argon2Hash),
    Bcrypt(BcryptHash),
    Firebase(FirebaseHash),
    Pbkdf2(Pbkdf2Hash),
    Phpass(PhpassHash),
    Scrypt(ScryptHash)
);
