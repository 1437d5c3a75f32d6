/// Where a key is meant to be used. It shows in the key's prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Environment {
    /// `sndk_prod_…`
    Production,
    /// `sndk_stage_…`
    Staging,
    /// `sndk_dev_…`
    Development,
}

/// A text that names no environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("The environment is one of production, staging and development.")]
pub struct UnknownEnvironment;

impl Environment {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Production, Self::Staging, Self::Development];

    /// Reads the name that clients use.
    ///
    /// # Errors
    /// [`UnknownEnvironment`] for any other text; letter case counts.
    pub fn parse(text: &str) -> Result<Self, UnknownEnvironment> {
        Self::ALL
            .into_iter()
            .find(|one| one.as_str() == text)
            .ok_or(UnknownEnvironment)
    }

    /// The name that clients use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Staging => "staging",
            Self::Development => "development",
        }
    }

    /// What a key of this environment starts with.
    pub fn key_prefix(self) -> &'static str {
        match self {
            Self::Production => "sndk_prod_",
            Self::Staging => "sndk_stage_",
            Self::Development => "sndk_dev_",
        }
    }
}
