use crate::named::named;

named! {
    /// Who may open an account.
    pub enum RegistrationMode, else UnknownRegistrationMode {
        /// Anybody.
        Open = "open",
        /// Nobody: the operator makes accounts.
        Closed = "closed",
    }
}

/// A text that names no way of registering.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Registration is open or closed.")]
pub struct UnknownRegistrationMode;
