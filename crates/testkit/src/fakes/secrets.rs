use std::sync::atomic::{AtomicU64, Ordering};

use sendook_domain::ports::{RandomError, SecretSource};

use super::{STEP, mix};

/// Bytes that look random, and are the same for the same seed. Anybody can predict them.
///
/// Two sources with one seed give the same bytes call by call, so that a test can learn beforehand what
/// will be drawn.
#[derive(Debug)]
pub struct SeededSecrets {
    state: AtomicU64,
}

impl SeededSecrets {
    /// Starts the sequence of this seed.
    pub fn new(seed: u64) -> Self {
        Self {
            state: AtomicU64::new(mix(seed)),
        }
    }
}

impl SecretSource for SeededSecrets {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
        for chunk in bytes.chunks_mut(8) {
            let word = mix(self.state.fetch_add(STEP, Ordering::Relaxed)).to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(source: &SeededSecrets) -> [u8; 20] {
        let mut bytes = [0; 20];
        source.fill(&mut bytes).unwrap();
        bytes
    }

    #[test]
    fn each_draw_differs_and_each_seed_repeats_itself() {
        let (one, same, other) = (
            SeededSecrets::new(1),
            SeededSecrets::new(1),
            SeededSecrets::new(2),
        );
        let first = draw(&one);
        assert_eq!(first, draw(&same));
        assert_ne!(first, draw(&one));
        assert_ne!(first, draw(&other));
    }
}
