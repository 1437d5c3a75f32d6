use sendook_domain::ports::Digester;
use sendook_domain::values::Digest;

use super::{STEP, mix};

/// 32 bytes that depend on the whole text. **Not cryptographic**: collisions are easy to find.
#[derive(Debug, Clone, Copy, Default)]
pub struct FakeDigester;

impl Digester for FakeDigester {
    fn digest(&self, credential: &str) -> Digest {
        let mut bytes = [0; 32];
        let mut lane = 0u64;
        for word in bytes.chunks_mut(8) {
            lane = lane.wrapping_add(STEP);
            let folded = credential.bytes().fold(lane, |state, byte| {
                mix(state.wrapping_add(u64::from(byte)).wrapping_add(STEP))
            });
            word.copy_from_slice(&folded.to_le_bytes());
        }
        Digest::from_bytes(bytes)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_character_counts_and_so_does_its_place() {
        let texts = ["", "a", "b", "ab", "ba", "aab", "\0", "\0\0"];
        let digests: HashSet<Digest> = texts.map(|text| FakeDigester.digest(text)).into();
        assert_eq!(digests.len(), texts.len());
        assert_eq!(FakeDigester.digest("ab"), FakeDigester.digest("ab"));
    }
}
