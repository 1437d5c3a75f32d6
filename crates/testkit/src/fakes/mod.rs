//! Fakes of everything that is not a store.

mod answer_sealer;
mod clock;
mod digester;
mod hmac;
mod password_hasher;
mod secret_sealer;
mod secrets;
mod strength;

pub use answer_sealer::FakeAnswerSealer;
pub use clock::FixedClock;
pub use digester::FakeDigester;
pub use hmac::FakeHmac;
pub use password_hasher::FakePasswordHasher;
pub use secret_sealer::FakeSecretSealer;
pub use secrets::SeededSecrets;
pub use strength::FakeStrength;

/// Hides what is there behind a mask, and shows what is hidden.
fn veil(mask: &[u8; 32], bytes: &[u8]) -> Vec<u8> {
    let masked = bytes.iter().zip(mask.iter().cycle());
    masked.map(|(byte, mask)| byte ^ mask).collect()
}

/// The finalizer of `SplitMix64` (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number
/// Generators", 2014): a bijection whose output bits all depend on all input bits.
fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

/// The step between two inputs of [`mix`]: 2⁶⁴ divided by the golden ratio.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
