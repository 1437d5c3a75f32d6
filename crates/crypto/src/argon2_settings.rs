use std::ops::RangeInclusive;

use argon2::Params;

/// How much work one Argon2id hash is. The defaults are the smallest that OWASP recommends (Password
/// Storage Cheat Sheet).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Argon2Settings {
    /// Memory of one hash, in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes of the memory (RFC 9106 calls it parallelism). One thread works on all of them.
    pub lanes: u32,
}

/// Settings that are too weak, or so strong that a login would stall the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidArgon2Settings {
    /// The memory.
    #[error("The memory of a password hash must be {min} to {max} KiB, not {0}.",
        min = Argon2Settings::MEMORY_KIB.start(), max = Argon2Settings::MEMORY_KIB.end())]
    Memory(u32),
    /// The passes.
    #[error("The passes of a password hash must be {min} to {max}, not {0}.",
        min = Argon2Settings::PASSES.start(), max = Argon2Settings::PASSES.end())]
    Passes(u32),
    /// The lanes.
    #[error("The lanes of a password hash must be {min} to {max}, not {0}.",
        min = Argon2Settings::LANES.start(), max = Argon2Settings::LANES.end())]
    Lanes(u32),
}

impl Default for Argon2Settings {
    fn default() -> Self {
        Self {
            memory_kib: *Self::MEMORY_KIB.start(),
            passes: *Self::PASSES.start(),
            lanes: *Self::LANES.start(),
        }
    }
}

impl Argon2Settings {
    /// The memory that may be set: 19 MiB to 1 GiB.
    pub const MEMORY_KIB: RangeInclusive<u32> = 19_456..=1_048_576;
    /// The passes that may be set.
    pub const PASSES: RangeInclusive<u32> = 2..=32;
    /// The lanes that may be set.
    pub const LANES: RangeInclusive<u32> = 1..=16;

    /// Bytes of output.
    pub(crate) const OUTPUT_LEN: usize = 32;
    /// Bytes of salt (RFC 9106, section 3.1).
    pub(crate) const SALT_LEN: usize = 16;

    pub(crate) fn to_params(self) -> Result<Params, InvalidArgon2Settings> {
        if !Self::MEMORY_KIB.contains(&self.memory_kib) {
            return Err(InvalidArgon2Settings::Memory(self.memory_kib));
        }
        if !Self::PASSES.contains(&self.passes) {
            return Err(InvalidArgon2Settings::Passes(self.passes));
        }
        if !Self::LANES.contains(&self.lanes) {
            return Err(InvalidArgon2Settings::Lanes(self.lanes));
        }
        Params::new(
            self.memory_kib,
            self.passes,
            self.lanes,
            Some(Self::OUTPUT_LEN),
        )
        .map_err(|_| InvalidArgon2Settings::Memory(self.memory_kib))
    }
}
