use std::error::Error;
use std::fmt;

use crate::values::CredentialId;

/// The service as the relying party of `WebAuthn` (level 3): asks browsers for passkeys, and verifies what they answer.
///
/// Questions and answers are JSON, as a browser's `parseCreationOptionsFromJSON`, `parseRequestOptionsFromJSON` and `toJSON`
/// read and write it. Nothing is kept between question and answer but the challenge, and that is the caller's affair.
pub trait PasskeyVerifier: Send + Sync {
    /// The origin of the pages at which passkeys work.
    ///
    /// # Errors
    /// [`PasskeyError::Unavailable`] if they work nowhere.
    fn origin(&self) -> Result<&str, PasskeyError>;

    /// Asks for a new passkey. An authenticator that holds one of `existing`, by their credential ids, makes no second.
    ///
    /// The challenge MUST be at least 16 random bytes.
    ///
    /// # Errors
    /// [`PasskeyError::Unavailable`] or [`PasskeyError::Internal`].
    fn ask_for_new(
        &self,
        holder: &PasskeyHolder<'_>,
        existing: &[CredentialId],
    ) -> Result<PasskeyQuestion, PasskeyError>;

    /// Asks for one of these passkeys, by their credential ids; for any that the authenticator finds by itself, if there are none.
    ///
    /// The challenge MUST be at least 16 random bytes.
    ///
    /// # Errors
    /// [`PasskeyError::Unavailable`] or [`PasskeyError::Internal`].
    fn ask_for_one_of(
        &self,
        allowed: &[CredentialId],
        verification: UserVerification,
    ) -> Result<PasskeyQuestion, PasskeyError>;

    /// Reads from an answer what it is about. Nothing of it is proved yet.
    ///
    /// # Errors
    /// [`PasskeyError::Malformed`], also of a credential id that is [none](CredentialId::parse), or [`PasskeyError::Unavailable`].
    fn read(&self, answer: &str) -> Result<PasskeyAnswer, PasskeyError>;

    /// Verifies a new passkey (section 7.1): that it was made for this challenge, site and relying party, and that any
    /// attestation is right. Who attests does not matter.
    ///
    /// # Errors
    /// [`PasskeyError`].
    fn accept_new(
        &self,
        challenge: &PasskeyChallengeText,
        answer: &str,
    ) -> Result<NewPasskey, PasskeyError>;

    /// Verifies that the holder of this passkey signed this challenge for this site and relying party (section 7.2), and returns
    /// the signature counter. One that counts MUST have moved on.
    ///
    /// # Errors
    /// [`PasskeyError`].
    fn verify(
        &self,
        challenge: &PasskeyChallengeText,
        verification: UserVerification,
        passkey: &KnownPasskey<'_>,
        answer: &str,
    ) -> Result<u32, PasskeyError>;

    /// Does the work of [`Self::verify`] on an answer of which no passkey is known, so that the time does not tell that there is none.
    fn verify_unknown(
        &self,
        challenge: &PasskeyChallengeText,
        verification: UserVerification,
        answer: &str,
    );
}

/// For whom a passkey is made.
#[derive(Debug, Clone, Copy)]
pub struct PasskeyHolder<'a> {
    /// The user handle, at most 64 bytes: an authenticator tells it when no name was asked for.
    pub handle: &'a [u8],
    /// What tells the account from others of the same person: the e-mail address.
    pub account: &'a str,
    /// The name of the person.
    pub name: &'a str,
}

/// Whether the authenticator has to verify who uses it, by a PIN or a finger, say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserVerification {
    /// It must.
    Required,
    /// It does if it can: beside a password, possession is enough.
    Preferred,
}

/// What a browser is asked.
#[derive(Debug)]
pub struct PasskeyQuestion {
    /// The options of `navigator.credentials.create` or `.get` as a JSON object.
    pub options: String,
    /// The challenge in them.
    pub challenge: PasskeyChallengeText,
}

/// The challenge of a question, in unpadded base64url, as it stands in questions and answers.
#[derive(Clone, PartialEq, Eq)]
pub struct PasskeyChallengeText(String);

impl PasskeyChallengeText {
    /// Takes the text over from a question or an answer.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The text itself. A store sees its digest alone.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasskeyChallengeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasskeyChallengeText(…)")
    }
}

/// What an answer says that it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeyAnswer {
    /// The challenge that was signed.
    pub challenge: PasskeyChallengeText,
    /// By which passkey.
    pub credential_id: CredentialId,
    /// Whose the authenticator says it is. A new passkey does not say.
    pub user_handle: Option<Vec<u8>>,
}

/// A passkey that was just made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPasskey {
    /// By what it is found.
    pub credential_id: CredentialId,
    /// What its answers are verified by: no secret.
    pub credential: Vec<u8>,
    /// Its signature counter.
    pub counter: u32,
}

/// A passkey that is known, as it was kept.
#[derive(Debug, Clone, Copy)]
pub struct KnownPasskey<'a> {
    /// [`NewPasskey::credential`].
    pub credential: &'a [u8],
    /// The last number of its signature counter; 0 if it does not count.
    pub counter: u32,
}

/// Why a passkey was not asked for or not accepted.
#[derive(Debug, thiserror::Error)]
pub enum PasskeyError {
    /// Passkeys do not work at the address of this service; the sentence says what would help.
    #[error("{0}")]
    Unavailable(String),
    /// It is not what a browser answers.
    #[error("This is not what a browser answers about a passkey.")]
    Malformed,
    /// It was made on a page of another site.
    #[error(
        "This passkey was used at another address: passkeys of this service work at {expected}."
    )]
    OtherSite {
        /// The origin at which it would have been right.
        expected: String,
    },
    /// The authenticator did not verify who used it, although it had to.
    #[error("The passkey has to verify who uses it, by a PIN or a finger, say, and did not.")]
    NotVerified,
    /// The signature counter did not move on: there may be a copy of the passkey.
    #[error("The counter of this passkey went back, as that of a copy would: it was not accepted.")]
    CounterWentBack,
    /// The signature, the challenge or something else is not right. The cause is for the log.
    #[error("The passkey could not be verified.")]
    Refused(#[source] Box<dyn Error + Send + Sync>),
    /// What was kept of the passkey cannot be read, or a part of the machinery failed.
    #[error("passkeys cannot be verified at this moment")]
    Internal(#[source] Box<dyn Error + Send + Sync>),
}
