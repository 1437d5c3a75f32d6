/// The most that a hash from outside may cost to verify.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ceiling {
    /// Memory of Argon2 and scrypt, in KiB.
    pub memory_kib: u32,
    /// Passes over that memory: those of Argon2; with scrypt, its parameter `p`.
    pub passes: u32,
    /// Iterations of PBKDF2, and rounds of phpass.
    pub iterations: u32,
    /// Cost of bcrypt: the logarithm of its rounds.
    pub bcrypt_cost: u32,
}

/// A hash asks for more than the [`Ceiling`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("its {what} is {asked}, and at most {most} is allowed")]
pub struct TooCostly {
    /// The name of the parameter, with its unit.
    pub what: &'static str,
    /// What it is.
    pub asked: u64,
    /// What it may be.
    pub most: u32,
}

impl Default for Ceiling {
    /// What systems ask for by default, and some more: 128 MiB (Django's Argon2 has 100), 16 passes (Django's scrypt has 5), two
    /// million iterations (Django 6 has 1.2 million), cost 14 (most have 10 to 12).
    fn default() -> Self {
        Self {
            memory_kib: 131_072,
            passes: 16,
            iterations: 2_000_000,
            bcrypt_cost: 14,
        }
    }
}

impl Ceiling {
    pub(crate) fn allow_memory(&self, kib: u64) -> Result<(), TooCostly> {
        allow("memory in KiB", kib, self.memory_kib)
    }

    pub(crate) fn allow_passes(&self, passes: u32) -> Result<(), TooCostly> {
        allow("number of passes", passes.into(), self.passes)
    }

    pub(crate) fn allow_iterations(&self, iterations: u32) -> Result<(), TooCostly> {
        allow("number of iterations", iterations.into(), self.iterations)
    }

    pub(crate) fn allow_bcrypt_cost(&self, cost: u32) -> Result<(), TooCostly> {
        allow("bcrypt cost", cost.into(), self.bcrypt_cost)
    }
}

fn allow(what: &'static str, asked: u64, most: u32) -> Result<(), TooCostly> {
    if asked > u64::from(most) {
        return Err(TooCostly { what, asked, most });
    }
    Ok(())
}
