use std::sync::atomic::{AtomicU64, Ordering};

use sendook_domain::ports::{SecretSource, StoreError};

/// What `SplitMix64` adds for each number.
const GAMMA: u64 = 0x9E37_79B9_7F4A_7C15;

/// The same bytes for the same seed (`SplitMix64`), so that a run can be repeated on the same keys. No secrets come of it.
#[derive(Debug)]
pub struct Seeded(AtomicU64);

impl Seeded {
    /// A source that begins at `seed`.
    pub fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }

    fn next(&self) -> u64 {
        let state = self
            .0
            .fetch_add(GAMMA, Ordering::Relaxed)
            .wrapping_add(GAMMA);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}

impl SecretSource for Seeded {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), StoreError> {
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&self.next().to_le_bytes()[..chunk.len()]);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_the_published_generator() {
        let source = Seeded::new(1_234_567);
        let numbers = [source.next(), source.next(), source.next()];
        let published = [
            6_457_827_717_110_365_317,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423,
        ];
        assert_eq!(numbers, published);
    }

    #[test]
    fn bytes_that_do_not_fill_a_number_are_set_too() {
        let mut bytes = [0; 29];
        Seeded::new(1).fill(&mut bytes).unwrap();
        assert!(bytes[24..].iter().any(|&byte| byte != 0), "{bytes:?}");
    }
}
