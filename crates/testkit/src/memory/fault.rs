use sendook_domain::ports::StoreError;

/// How the store is to fail.
#[derive(Default)]
pub(super) enum Fault {
    /// Not at all.
    #[default]
    None,
    /// At one call, counted from 1.
    Nth(usize),
    /// At every call.
    Away,
}

impl Fault {
    /// Lets one call through, or not.
    pub(super) fn strike(&mut self) -> Result<(), StoreError> {
        match self {
            Self::None => return Ok(()),
            Self::Nth(nth) if *nth > 1 => {
                *nth -= 1;
                return Ok(());
            }
            Self::Nth(_) => *self = Self::None,
            Self::Away => {}
        }
        Err(StoreError::unavailable("the test has taken the store away"))
    }
}
