use super::{
    KnownPasskey, NewPasskey, PasskeyAnswer, PasskeyChallengeText, PasskeyError, PasskeyHolder,
    PasskeyQuestion, PasskeyVerifier, UserVerification,
};
use crate::values::CredentialId;

/// Stands where passkeys cannot work, and says why.
#[derive(Debug, Clone)]
pub struct NoPasskeys(String);

impl NoPasskeys {
    /// For this reason: a sentence that says what would help.
    pub fn because(reason: &impl ToString) -> Self {
        Self(reason.to_string())
    }

    fn refuse<T>(&self) -> Result<T, PasskeyError> {
        Err(PasskeyError::Unavailable(self.0.clone()))
    }
}

impl PasskeyVerifier for NoPasskeys {
    fn origin(&self) -> Result<&str, PasskeyError> {
        self.refuse()
    }

    fn ask_for_new(
        &self,
        _: &PasskeyHolder<'_>,
        _: &[CredentialId],
    ) -> Result<PasskeyQuestion, PasskeyError> {
        self.refuse()
    }

    fn ask_for_one_of(
        &self,
        _: &[CredentialId],
        _: UserVerification,
    ) -> Result<PasskeyQuestion, PasskeyError> {
        self.refuse()
    }

    fn read(&self, _: &str) -> Result<PasskeyAnswer, PasskeyError> {
        self.refuse()
    }

    fn accept_new(&self, _: &PasskeyChallengeText, _: &str) -> Result<NewPasskey, PasskeyError> {
        self.refuse()
    }

    fn verify(
        &self,
        _: &PasskeyChallengeText,
        _: UserVerification,
        _: &KnownPasskey<'_>,
        _: &str,
    ) -> Result<u32, PasskeyError> {
        self.refuse()
    }

    fn verify_unknown(&self, _: &PasskeyChallengeText, _: UserVerification, _: &str) {}
}
