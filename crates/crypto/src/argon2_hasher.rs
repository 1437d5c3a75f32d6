use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use argon2::password_hash::phc::Output;
use argon2::{Algorithm, Argon2, Params, Version};
use sendook_domain::entities::PasswordHash;
use sendook_domain::ports::{HashError, PasswordHasher, SecretSource, Verification};
use sendook_domain::values::Password;
use sendook_foreign_passwords::{Ceiling, ForeignHash, RefusedHash};
use zeroize::Zeroizing;

use crate::argon2_settings::{Argon2Settings, InvalidArgon2Settings};
use crate::imported_hash::foreign_text;
use crate::memory_budget::MemoryBudget;
use crate::memory_pool::MemoryPool;
use crate::missing_work::missing_work;
use crate::phc_string::{self, PhcString};

/// Hashes passwords with Argon2id, version 19 (RFC 9106), on the caller's thread. Hashes of other systems are verified with
/// their own functions, and are outdated.
///
/// Memory is kept and reused: as much as the most hashes that ever ran at once needed.
pub struct Argon2Hasher {
    params: Params,
    memories: MemoryPool,
    secrets: Arc<dyn SecretSource>,
    /// What an account that does not exist is verified against.
    dummy: PhcString,
    ceiling: Ceiling,
    /// What hashes of other systems may take of memory, all together.
    foreign_memory: MemoryBudget,
}

impl Argon2Hasher {
    /// Hashes with these settings and draws salts from `secrets`.
    ///
    /// # Errors
    /// [`InvalidArgon2Settings`] names the setting that is out of bounds.
    pub fn new(
        settings: Argon2Settings,
        secrets: Arc<dyn SecretSource>,
    ) -> Result<Self, InvalidArgon2Settings> {
        let params = settings.to_params()?;
        let dummy = PhcString::dummy(&params)
            .map_err(|_| InvalidArgon2Settings::Memory(settings.memory_kib))?;
        Ok(Self {
            memories: MemoryPool::new(params.block_count()),
            params,
            secrets,
            dummy,
            ceiling: Ceiling::default(),
            foreign_memory: budget(&Ceiling::default()),
        })
    }

    /// Takes hashes of other systems that cost up to this to verify. As many of them run at once as its memory has room for.
    #[must_use]
    pub fn with_ceiling(self, ceiling: Ceiling) -> Self {
        Self {
            foreign_memory: budget(&ceiling),
            ceiling,
            ..self
        }
    }

    /// Gives the memory back to the system that no hash has used for 30 seconds, as of `now`. Returns when to call it
    /// again.
    pub fn release_unused_memory(&self, now: Instant) -> Instant {
        self.memories.release_unused(now)
    }

    fn compute(
        &self,
        params: &Params,
        password: &Password,
        salt: &[u8],
    ) -> Result<Output, HashError> {
        let mut memory = self.memories.borrow();
        let memory = memory
            .at_least(params.block_count())
            .map_err(|error| HashError::Unavailable(error.into()))?;
        let output_len = params.output_len().unwrap_or(Argon2Settings::OUTPUT_LEN);
        let mut output = Zeroizing::new(vec![0; output_len]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone())
            .hash_password_into_with_memory(password.expose().as_bytes(), salt, &mut output, memory)
            .map_err(internal)?;
        Output::new(&output).map_err(internal)
    }

    fn verify_foreign(
        &self,
        password: &Password,
        hash: Result<ForeignHash, RefusedHash>,
    ) -> Result<Verification, HashError> {
        let verification = match hash {
            Err(unusable) => Verification::UnusableHash(unusable.into()),
            Ok(hash) if self.is_right(password, &hash)? => return Ok(Verification::Match),
            Ok(_) => Verification::Mismatch,
        };
        // A right password is hashed anew at once. A wrong one must not stand out by a quicker answer.
        self.compute(&self.params, password, &self.dummy.salt)?;
        Ok(verification)
    }

    fn is_right(&self, password: &Password, hash: &ForeignHash) -> Result<bool, HashError> {
        let kib = hash.memory_kib();
        let _share = self.foreign_memory.take(kib);
        // The functions end the process where they cannot have their memory, so this asks for it first.
        let bytes = usize::try_from(kib.saturating_mul(1024)).unwrap_or(usize::MAX);
        let probed = Vec::<u8>::new().try_reserve_exact(bytes);
        probed.map_err(|error| HashError::Unavailable(error.into()))?;
        Ok(hash.verify(password.expose_as_typed()))
    }
}

fn budget(ceiling: &Ceiling) -> MemoryBudget {
    MemoryBudget::new(ceiling.memory_kib.into())
}

fn internal(error: impl Error + Send + Sync + 'static) -> HashError {
    HashError::Internal(error.into())
}

impl PasswordHasher for Argon2Hasher {
    fn hash(&self, password: &Password) -> Result<PasswordHash, HashError> {
        let mut salt = [0; Argon2Settings::SALT_LEN];
        self.secrets.fill(&mut salt)?;
        let output = self.compute(&self.params, password, &salt)?;
        let phc = phc_string::write(&self.params, &salt, output).map_err(internal)?;
        Ok(PasswordHash::new(phc))
    }

    fn verify(
        &self,
        password: &Password,
        hash: Option<&PasswordHash>,
    ) -> Result<Verification, HashError> {
        if let Some(text) = hash.and_then(foreign_text) {
            return self.verify_foreign(password, ForeignHash::parse(text, &self.ceiling));
        }
        let stored = hash
            .map(|hash| PhcString::parse(hash.as_text()))
            .transpose();
        let compared_with = match &stored {
            Ok(Some(stored)) => stored,
            Ok(None) | Err(_) => &self.dummy,
        };
        let output = self.compute(&compared_with.params, password, &compared_with.salt)?;
        // An older account must not stand out by a quicker answer than that for an address without one.
        if let Some(missing) = missing_work(&compared_with.params, &self.params) {
            self.compute(&missing, password, &compared_with.salt)?;
        }
        // `Output` compares in constant time.
        let is_equal = output == compared_with.output;
        Ok(match stored {
            Err(unusable) => Verification::UnusableHash(unusable.into()),
            Ok(Some(_)) if is_equal => Verification::Match,
            Ok(_) => Verification::Mismatch,
        })
    }

    fn is_outdated(&self, hash: &PasswordHash) -> bool {
        PhcString::parse(hash.as_text()).map_or(true, |stored| stored.is_weaker_than(&self.params))
    }

    fn wipe(&self) {
        self.memories.wipe();
    }
}

impl fmt::Debug for Argon2Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Argon2Hasher")
            .field("memory_kib", &self.params.m_cost())
            .field("passes", &self.params.t_cost())
            .field("lanes", &self.params.p_cost())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RingSecrets;

    #[test]
    fn a_wrong_password_of_another_system_takes_the_work_of_the_hash_that_replaces_it() {
        let hasher = Argon2Hasher::new(Argon2Settings::default(), Arc::new(RingSecrets::new()));
        let hasher = hasher.unwrap();
        // bcryptjs 3.0.3, of "correct horse battery staple".
        let text = "imported:$2b$10$NLcmiYbp.264tk2o70I6VO46DYhupZAVzRXRXwb7KiHaNC1CrSgzq";
        let stored = PasswordHash::new(text.to_owned());
        for (typed, blocks) in [("correct horse battery staple", 0), ("another", 19_456)] {
            let password = Password::attempt(typed).unwrap();
            hasher.verify(&password, Some(&stored)).unwrap();
            assert_eq!(hasher.memories.borrow().blocks(), blocks, "{typed}");
        }
    }

    #[test]
    fn a_password_of_a_cheaper_hash_takes_the_work_of_the_settings() {
        let settings = Argon2Settings::default();
        let hasher = Argon2Hasher::new(settings, Arc::new(RingSecrets::new())).unwrap();
        let salt = [7; Argon2Settings::SALT_LEN];
        let cheap = Params::new(8, 1, 1, None).unwrap();
        let password = Password::attempt("seven quiet lanterns").unwrap();
        let output = hasher.compute(&cheap, &password, &salt).unwrap();
        let stored = PasswordHash::new(phc_string::write(&cheap, &salt, output).unwrap());
        assert_eq!(hasher.memories.borrow().blocks(), 8);
        let verified = hasher.verify(&password, Some(&stored)).unwrap();
        assert!(matches!(verified, Verification::Match));
        // Two passes over 19,452 blocks, beside one over 8.
        assert_eq!(hasher.memories.borrow().blocks(), 19_452);
    }
}
