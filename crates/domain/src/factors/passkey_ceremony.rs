use std::sync::Arc;

use crate::entities::{FactorUse, PasskeyChallenge, PasskeyPurpose, StoredFactor};
use crate::ports::{
    Issuer, KnownPasskey, PasskeyAnswer, PasskeyChallengeText, PasskeyError, PasskeyQuestion,
    PasskeyVerifier, Passkeys, Ports, StoreError, UserVerification,
};
use crate::values::Digest;

/// Asks for passkeys, and finds out whether an answer is one to what was asked. Every question is answered once, on whatever server.
#[derive(Clone)]
pub(crate) struct PasskeyCeremony {
    pub(crate) verifier: Arc<dyn PasskeyVerifier>,
    challenges: Arc<dyn Passkeys>,
    issuer: Issuer,
}

/// Why an answer was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum PasskeyFault {
    /// What was asked was answered before, too long ago, of somebody else, or for something else.
    #[error("This was asked too long ago, or answered before: try again.")]
    NotAsked,
    /// It is a passkey that no account has. This is for the log: whoever is not logged in does not learn it.
    #[error("There is no such passkey.")]
    UnknownPasskey,
    /// The passkey belongs to another account than it says.
    #[error("This passkey belongs to another account.")]
    OtherAccount,
    /// The answer itself.
    #[error(transparent)]
    Passkey(#[from] PasskeyError),
    /// A port failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl PasskeyCeremony {
    pub(crate) fn new(ports: &Ports, issuer: Issuer) -> Self {
        Self {
            verifier: ports.passkeys.clone(),
            challenges: ports.store.clone(),
            issuer,
        }
    }

    /// Keeps the challenge of a question for this purpose, and gives the options that a browser reads.
    pub(crate) fn ask(
        &self,
        question: PasskeyQuestion,
        purpose: PasskeyPurpose,
    ) -> Result<String, StoreError> {
        self.challenges.keep_passkey_challenge(&PasskeyChallenge {
            digest: self.digest(&question.challenge),
            purpose,
            expires_at: self.issuer.clock.now() + PasskeyChallenge::LIFETIME,
        })?;
        Ok(question.options)
    }

    /// Uses up the challenge that an answer is about, whatever the answer is worth, and gives what it was for.
    ///
    /// # Errors
    /// [`PasskeyFault::NotAsked`], also after its time.
    pub(crate) fn take(&self, answer: &PasskeyAnswer) -> Result<PasskeyPurpose, PasskeyFault> {
        let digest = self.digest(&answer.challenge);
        let taken = self.challenges.take_passkey_challenge(&digest)?;
        let now = self.issuer.clock.now();
        let valid = taken.filter(|challenge| challenge.is_valid_at(now));
        Ok(valid.ok_or(PasskeyFault::NotAsked)?.purpose)
    }

    /// Judges an answer, whose challenge was taken, by the passkey that it says it is of.
    pub(crate) fn judge(
        &self,
        passkey: &StoredFactor,
        verification: UserVerification,
        answer: &PasskeyAnswer,
        text: &str,
    ) -> Result<FactorUse, PasskeyFault> {
        let owner = passkey.factor.user_id.as_str().as_bytes();
        let is_of_owner = match &answer.user_handle {
            Some(handle) => handle == owner,
            // Whoever gave no name must be told by the passkey; else an authenticator may keep silent (section 7.2, step 6).
            None => verification == UserVerification::Preferred,
        };
        let known = KnownPasskey {
            credential: &passkey.secret,
            // It was 32 bits when it was kept.
            counter: u32::try_from(passkey.counter).unwrap_or(u32::MAX),
        };
        let counter = self
            .verifier
            .verify(&answer.challenge, verification, &known, text)?;
        // Last, so that it takes as long to refuse one of another account as one that nobody has.
        if !is_of_owner {
            return Err(PasskeyFault::OtherAccount);
        }
        Ok(FactorUse::Factor {
            id: passkey.factor.id.clone(),
            counter: counter.into(),
        })
    }

    fn digest(&self, challenge: &PasskeyChallengeText) -> Digest {
        self.issuer.digester.digest(challenge.expose())
    }
}
