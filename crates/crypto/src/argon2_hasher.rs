use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use argon2::password_hash::phc::Output;
use argon2::{Algorithm, Argon2, Params, Version};
use sendook_domain::entities::PasswordHash;
use sendook_domain::ports::{PasswordHasher, SecretSource, StoreError, Verification};
use sendook_domain::values::{ClientNetwork, Password};
use zeroize::Zeroizing;

use crate::hash_queue::{HashQueue, Permit};
use crate::phc_string::{self, PhcString};
use crate::{Argon2Settings, HashQueueLimits, InvalidArgon2Settings, ZxcvbnStrength};

/// Hashes passwords with Argon2id, version 19 (RFC 9106), behind a bounded queue.
///
/// A call blocks its thread until its turn has come and the hash is done: asynchronous callers MUST use
/// a thread that may block.
pub struct Argon2Hasher {
    params: Params,
    queue: Arc<HashQueue>,
    secrets: Arc<dyn SecretSource>,
    /// What an account that does not exist is verified against.
    dummy: PhcString,
}

impl Argon2Hasher {
    /// Hashes with these settings and draws salts from `secrets`.
    ///
    /// # Errors
    /// [`InvalidArgon2Settings`] names the setting that is out of bounds.
    pub fn new(
        settings: Argon2Settings,
        limits: HashQueueLimits,
        secrets: Arc<dyn SecretSource>,
    ) -> Result<Self, InvalidArgon2Settings> {
        let params = settings.to_params()?;
        let dummy = PhcString::dummy(&params)
            .map_err(|_| InvalidArgon2Settings::Memory(settings.memory_kib))?;
        Ok(Self {
            queue: Arc::new(HashQueue::new(limits, params.block_count())),
            params,
            secrets,
            dummy,
        })
    }

    /// Judges new passwords. Each waits for its turn in the queue of the hashes and counts as one.
    pub fn strength(&self) -> ZxcvbnStrength {
        ZxcvbnStrength::new(Arc::clone(&self.queue))
    }

    /// How many hashes are under way at this moment.
    pub fn in_flight(&self) -> usize {
        self.queue.in_flight()
    }

    /// How many hashes wait at this moment.
    pub fn waiting(&self) -> usize {
        self.queue.waiting()
    }

    /// Gives the memory back to the system that no hash has used for `unused_for`, as of `now`. Whoever runs the hasher
    /// calls it from time to time; the answer is when the next memory may be due, if any is still held and idle.
    pub fn release_unused_memory(&self, now: Instant, unused_for: Duration) -> Option<Instant> {
        self.queue.release_unused(now, unused_for)
    }

    /// Computes one hash in the memory of a permit.
    fn compute(
        params: &Params,
        password: &Password,
        salt: &[u8],
        permit: &mut Permit<'_>,
    ) -> Result<Output, StoreError> {
        let memory = permit
            .memory
            .at_least(params.block_count())
            .map_err(StoreError::unavailable)?;
        let output_len = params.output_len().unwrap_or(Argon2Settings::OUTPUT_LEN);
        let mut output = Zeroizing::new(vec![0; output_len]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone())
            .hash_password_into_with_memory(password.expose().as_bytes(), salt, &mut output, memory)
            .map_err(StoreError::internal)?;
        Output::new(&output).map_err(StoreError::internal)
    }
}

impl PasswordHasher for Argon2Hasher {
    fn hash(
        &self,
        password: &Password,
        network: ClientNetwork,
    ) -> Result<PasswordHash, StoreError> {
        let mut permit = self.queue.enter(network).map_err(StoreError::unavailable)?;
        let mut salt = [0; Argon2Settings::SALT_LEN];
        self.secrets.fill(&mut salt)?;
        let output = Self::compute(&self.params, password, &salt, &mut permit)?;
        let phc = phc_string::write(&self.params, &salt, output).map_err(StoreError::internal)?;
        Ok(PasswordHash::new(phc))
    }

    fn verify(
        &self,
        password: &Password,
        hash: Option<&PasswordHash>,
        network: ClientNetwork,
    ) -> Result<Verification, StoreError> {
        let stored = hash.map(|hash| PhcString::parse(hash.as_phc())).transpose();
        let compared_with = match &stored {
            Ok(Some(stored)) => stored,
            Ok(None) | Err(_) => &self.dummy,
        };
        let mut permit = self.queue.enter(network).map_err(StoreError::unavailable)?;
        let output = Self::compute(
            &compared_with.params,
            password,
            &compared_with.salt,
            &mut permit,
        )?;
        // `Output` compares in constant time.
        let is_equal = output == compared_with.output;
        Ok(match stored {
            Err(unusable) => Verification::UnusableHash(unusable.into()),
            Ok(Some(_)) if is_equal => Verification::Match,
            Ok(_) => Verification::Mismatch,
        })
    }

    fn is_outdated(&self, hash: &PasswordHash) -> bool {
        PhcString::parse(hash.as_phc()).map_or(true, |stored| stored.is_weaker_than(&self.params))
    }
}

impl fmt::Debug for Argon2Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Argon2Hasher")
            .field("memory_kib", &self.params.m_cost())
            .field("passes", &self.params.t_cost())
            .field("lanes", &self.params.p_cost())
            .field("in_flight", &self.in_flight())
            .field("waiting", &self.waiting())
            .finish_non_exhaustive()
    }
}
