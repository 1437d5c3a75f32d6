use super::Credential;

/// The tokens that a login or a refresh gave.
#[derive(Debug, Clone)]
pub(crate) struct Pair {
    pub(crate) access: Credential,
    pub(crate) refresh: Credential,
}
