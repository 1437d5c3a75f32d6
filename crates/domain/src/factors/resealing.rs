use std::sync::Arc;

use zeroize::Zeroizing;

use crate::authorization::Operator;
use crate::entities::{Factor, StoredFactor};
use crate::ports::{Factors, Ports, SealError, SecretOwner, SecretSealer, StoreError, UnsealError};
use crate::values::Id;

/// How many secrets are read at once. Each is replaced in a transaction of its own, so that no request has to wait.
const BATCH: u32 = 200;

/// Seals the secrets of authenticator apps anew, after another key was put in front.
pub struct ResealingService {
    factors: Arc<dyn Factors>,
    sealer: Arc<dyn SecretSealer>,
}

type Opened = Result<Zeroizing<Vec<u8>>, UnsealError>;

/// What became of the secrets.
#[derive(Debug, Default)]
pub struct Resealed {
    /// How many are sealed under the first key now that were not before.
    pub renewed: usize,
    /// How many were so already.
    pub current: usize,
    /// Those that none of the keys opens, which stay as they are.
    pub unopened: Vec<(Id<Factor>, UnsealError)>,
}

/// Why it was broken off. What was sealed anew stays so: doing it again goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum ResealError {
    /// A secret could not be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// A port failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ResealingService {
    pub(crate) fn new(ports: &Ports) -> Self {
        Self {
            factors: ports.store.clone(),
            sealer: ports.secret_sealer.clone(),
        }
    }

    /// Whether every secret that one of the keys opens is sealed under the first of them.
    ///
    /// # Errors
    /// [`ResealError`].
    pub fn is_done(&self, _: &Operator) -> Result<bool, ResealError> {
        let mut done = true;
        self.each(|stored| {
            // What cannot be opened cannot be renewed either, however often it is tried.
            done = done && (self.sealer.is_current(&stored.secret)? || self.open(stored)?.is_err());
            Ok(())
        })?;
        Ok(done)
    }

    /// Seals every secret under the first key that is not yet.
    ///
    /// # Errors
    /// [`ResealError`].
    pub fn reseal(&self, _: &Operator) -> Result<Resealed, ResealError> {
        let mut done = Resealed::default();
        self.each(|stored| {
            if self.sealer.is_current(&stored.secret)? {
                done.current += 1;
                return Ok(());
            }
            let owner = SecretOwner::of(&stored.factor);
            let id = &stored.factor.id;
            match self.open(stored)? {
                Err(error) => done.unopened.push((id.clone(), error)),
                Ok(secret) => {
                    let sealed = self.sealer.seal(&owner, &secret)?;
                    let before = &stored.secret;
                    // One that was removed meanwhile needs nothing.
                    let replaced = self.factors.replace_factor_secret(id, before, &sealed)?;
                    done.renewed += usize::from(replaced);
                }
            }
            Ok(())
        })?;
        Ok(done)
    }

    /// The secret, or why none of the keys opens it. If the keys cannot be read, it is not known whether one does.
    fn open(&self, stored: &StoredFactor) -> Result<Opened, SealError> {
        let owner = SecretOwner::of(&stored.factor);
        match self.sealer.open(&owner, &stored.secret) {
            Err(UnsealError::Unreadable(error)) => Err(SealError::Unreadable(error)),
            opened => Ok(opened),
        }
    }

    fn each(
        &self,
        mut visit: impl FnMut(&StoredFactor) -> Result<(), ResealError>,
    ) -> Result<(), ResealError> {
        let mut after = None;
        loop {
            let batch = self.factors.sealed_factors(after.as_ref(), BATCH)?;
            let Some(last) = batch.last() else {
                return Ok(());
            };
            after = Some(last.factor.id.clone());
            batch.iter().try_for_each(&mut visit)?;
        }
    }
}
