use aes::Aes256;
use ctr::Ctr128BE;
use ctr::cipher::{KeyIvInit as _, StreamCipher as _};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use super::scrypt::ScryptCost;

/// What Firebase Authentication makes of scrypt: the signer key of the project, encrypted with the key that scrypt derives.
pub(crate) struct FirebaseHash {
    pub(crate) cost: ScryptCost,
    /// The person's, followed by the project's.
    pub(crate) salt: Vec<u8>,
    pub(crate) signer_key: Vec<u8>,
    pub(crate) output: Vec<u8>,
}

impl FirebaseHash {
    pub(super) fn is_hash_of(&self, password: &[u8]) -> bool {
        let Some(key) = self.cost.compute(password, &self.salt, 32) else {
            return false;
        };
        let Ok(mut cipher) = Ctr128BE::<Aes256>::new_from_slices(&key, &[0; 16]) else {
            return false;
        };
        let mut encrypted = Zeroizing::new(self.signer_key.clone());
        cipher.apply_keystream(&mut encrypted);
        encrypted.ct_eq(&self.output).into()
    }
}
