use pbkdf2::pbkdf2_hmac;
use sha1::Sha1;
use sha2::{Sha256, Sha512};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

/// PBKDF2 with HMAC (RFC 8018, section 5.2).
pub(crate) struct Pbkdf2Hash {
    prf: Prf,
    pub(super) iterations: u32,
    salt: Vec<u8>,
    output: Vec<u8>,
}

/// The digest of the HMAC.
#[derive(Clone, Copy)]
pub(crate) enum Prf {
    Sha1,
    Sha256,
    Sha512,
}

/// Fewer bytes of output are no password hash: of none, every password would be right.
const LEAST_OUTPUT: usize = 16;
/// No system writes more, and each block of them takes all iterations once more. Keycloak wrote 128 with SHA-512.
const MOST_OUTPUT: usize = 128;

impl Pbkdf2Hash {
    /// `None` if there are no iterations, or the output has an impossible length.
    pub(crate) fn new(prf: Prf, iterations: u32, salt: Vec<u8>, output: Vec<u8>) -> Option<Self> {
        let possible = iterations > 0 && (LEAST_OUTPUT..=MOST_OUTPUT).contains(&output.len());
        possible.then_some(Self {
            prf,
            iterations,
            salt,
            output,
        })
    }

    pub(super) fn is_hash_of(&self, password: &[u8]) -> bool {
        let (salt, rounds) = (&self.salt, self.iterations);
        let mut output = Zeroizing::new(vec![0; self.output.len()]);
        match self.prf {
            Prf::Sha1 => pbkdf2_hmac::<Sha1>(password, salt, rounds, &mut output),
            Prf::Sha256 => pbkdf2_hmac::<Sha256>(password, salt, rounds, &mut output),
            Prf::Sha512 => pbkdf2_hmac::<Sha512>(password, salt, rounds, &mut output),
        }
        output.ct_eq(&self.output).into()
    }
}
