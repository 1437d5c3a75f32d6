use crate::named::named;

named! {
    /// Where a key is meant to be used. It shows in the key's prefix.
    pub enum Environment, else UnknownEnvironment {
        /// `sndk_prod_…`
        Production = "production",
        /// `sndk_stage_…`
        Staging = "staging",
        /// `sndk_dev_…`
        Development = "development",
    }
}

/// A text that names no environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("The environment is one of production, staging and development.")]
pub struct UnknownEnvironment;
