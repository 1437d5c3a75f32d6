use scrypt::{Params, scrypt};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use crate::ceiling::{Ceiling, TooCostly};

/// scrypt (RFC 7914).
pub(crate) struct ScryptHash {
    pub(super) cost: ScryptCost,
    salt: Vec<u8>,
    output: Vec<u8>,
}

/// The parameters of scrypt.
#[derive(Clone, Copy)]
pub(crate) struct ScryptCost {
    log_n: u8,
    r: u16,
    p: u16,
    params: Params,
}

/// Fewer bytes of output are no password hash: of none, every password would be right.
const LEAST_OUTPUT: usize = 16;

impl ScryptHash {
    /// `None` if the output is too short to be one.
    pub(crate) fn new(cost: ScryptCost, salt: Vec<u8>, output: Vec<u8>) -> Option<Self> {
        (output.len() >= LEAST_OUTPUT).then_some(Self { cost, salt, output })
    }

    pub(super) fn is_hash_of(&self, password: &[u8]) -> bool {
        let output = self.cost.compute(password, &self.salt, self.output.len());
        output.is_some_and(|output| output.ct_eq(&self.output).into())
    }
}

impl ScryptCost {
    /// `None`: scrypt has no such parameters.
    pub(crate) fn new(log_n: u8, r: u16, p: u16) -> Option<Self> {
        let params = Params::new(log_n, r.into(), p.into()).ok()?;
        (log_n > 0).then_some(Self {
            log_n,
            r,
            p,
            params,
        })
    }

    /// `None`: scrypt has no such parameters.
    pub(crate) fn with_n(n: u64, r: u16, p: u16) -> Option<Self> {
        let log_n = u8::try_from(n.checked_ilog2()?).ok()?;
        Self::new(log_n, r, p).filter(|_| n.is_power_of_two())
    }

    pub(super) fn check(&self, ceiling: &Ceiling) -> Result<(), TooCostly> {
        ceiling.allow_memory(self.memory_kib())?;
        ceiling.allow_passes(self.p.into())
    }

    /// `N + p` blocks of `128 * r` bytes.
    pub(super) fn memory_kib(&self) -> u64 {
        let blocks = (1_u64 << self.log_n).saturating_add(self.p.into());
        blocks
            .saturating_mul(128 * u64::from(self.r))
            .div_ceil(1024)
    }

    /// `None`: there is no output of this length.
    pub(super) fn compute(
        &self,
        password: &[u8],
        salt: &[u8],
        length: usize,
    ) -> Option<Zeroizing<Vec<u8>>> {
        let mut output = Zeroizing::new(vec![0; length]);
        scrypt(password, salt, &self.params, &mut output).ok()?;
        Some(output)
    }
}
