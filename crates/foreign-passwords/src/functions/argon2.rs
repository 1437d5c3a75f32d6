use argon2::{Algorithm, Argon2, Params, Version};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use crate::ceiling::{Ceiling, TooCostly};

/// Argon2 of any kind and version (RFC 9106).
pub(crate) struct Argon2Hash {
    pub(crate) algorithm: Algorithm,
    pub(crate) version: Version,
    pub(crate) params: Params,
    pub(crate) salt: Vec<u8>,
    pub(crate) output: Vec<u8>,
}

impl Argon2Hash {
    pub(super) fn check(&self, ceiling: &Ceiling) -> Result<(), TooCostly> {
        ceiling.allow_memory(self.memory_kib())?;
        ceiling.allow_passes(self.params.t_cost())
    }

    pub(super) fn memory_kib(&self) -> u64 {
        self.params.m_cost().into()
    }

    pub(super) fn is_hash_of(&self, password: &[u8]) -> bool {
        let argon2 = Argon2::new(self.algorithm, self.version, self.params.clone());
        let mut output = Zeroizing::new(vec![0; self.output.len()]);
        let computed = argon2.hash_password_into(password, &self.salt, &mut output);
        computed.is_ok() && output.ct_eq(&self.output).into()
    }
}
