use ring::rand::{SecureRandom, SystemRandom};
use sendook_domain::ports::{RandomError, SecretSource};

/// Random bytes of the operating system's generator, through ring.
#[derive(Debug, Clone)]
pub struct RingSecrets(SystemRandom);

impl RingSecrets {
    /// Opens the generator.
    #[expect(clippy::disallowed_methods, reason = "this is the port's adapter")]
    pub fn new() -> Self {
        Self(SystemRandom::new())
    }
}

impl Default for RingSecrets {
    fn default() -> Self {
        Self::new()
    }
}

impl SecretSource for RingSecrets {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
        self.0
            .fill(bytes)
            .map_err(|_| RandomError("the system gave none".into()))
    }
}
