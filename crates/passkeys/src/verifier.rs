use std::time::Duration;

use base64ct::{Base64UrlUnpadded, Encoding};
use sendook_domain::ports::{
    KnownPasskey, NewPasskey, PasskeyAnswer, PasskeyChallengeText, PasskeyError, PasskeyHolder,
    PasskeyQuestion, PasskeyVerifier, UserVerification,
};
use sendook_domain::values::CredentialId;
use serde::Serialize;
use serde::de::DeserializeOwned;
use webauthn_rs_core::WebauthnCore;
use webauthn_rs_core::error::WebauthnError;
use webauthn_rs_core::proto::{
    AllowCredentials, AttestationFormat, AuthenticationState, CreationChallengeResponse,
    Credential, ParsedAttestation, RegistrationState, RequestChallengeResponse,
    ResidentKeyRequirement, UserVerificationPolicy,
};

use crate::RelyingParty;
use crate::answer::Answer;
use crate::authenticator_data;
use crate::public_key::fits_its_algorithm;
use crate::stand_in::stand_in;
use crate::state::asked_with;

/// How long a browser lets people look for their passkey. It is a hint; the service has its own end of a challenge.
const TIMEOUT: Duration = Duration::from_mins(5);

/// Asks for passkeys and verifies them at one [`RelyingParty`], with `webauthn-rs-core`.
#[derive(Debug, Clone)]
pub struct WebauthnVerifier {
    party: RelyingParty,
    core: WebauthnCore,
}

impl WebauthnVerifier {
    /// A verifier of the service that browsers show under this name.
    pub fn new(party: RelyingParty, name: &str) -> Self {
        let origins = vec![party.origin.clone()];
        let (no_subdomains, one_port) = (Some(false), Some(false));
        let core = WebauthnCore::new_unsafe_experts_only(
            name,
            &party.id,
            origins,
            TIMEOUT,
            no_subdomains,
            one_port,
        );
        Self { party, core }
    }

    fn creation(
        &self,
        holder: &PasskeyHolder<'_>,
        existing: &[CredentialId],
    ) -> Result<(CreationChallengeResponse, RegistrationState), PasskeyError> {
        let existing = existing.iter().map(|id| id.as_bytes().to_vec());
        let (handle, account, name) = (holder.handle, holder.account, holder.name);
        let question = self
            .core
            .new_challenge_register_builder(handle, account, name);
        let question = question
            .map_err(internal)?
            .user_verification_policy(UserVerificationPolicy::Preferred)
            .exclude_credentials(Some(existing.collect()));
        let asked = self.core.generate_challenge_register(question);
        let (mut options, state) = asked.map_err(internal)?;
        if let Some(selection) = &mut options.public_key.authenticator_selection {
            // The library knows "required", which excludes security keys without memory, and "discouraged".
            selection.resident_key = Some(ResidentKeyRequirement::Preferred);
        }
        Ok((options, state))
    }

    fn request(
        &self,
        verification: UserVerification,
    ) -> Result<(RequestChallengeResponse, AuthenticationState), PasskeyError> {
        let question = self
            .core
            .new_challenge_authenticate_builder(Vec::new(), Some(policy(verification)))
            .map_err(internal)?;
        self.core
            .generate_challenge_authenticate(question)
            .map_err(internal)
    }

    /// Verifies an answer by a passkey that nobody has, which signed nothing.
    pub(crate) fn verify_by_stand_in(
        &self,
        challenge: &PasskeyChallengeText,
        verification: UserVerification,
        answer: &str,
    ) -> Result<u32, PasskeyError> {
        let stand_in = stand_in(&Answer::parse(answer)?)?;
        let passkey = KnownPasskey {
            credential: &stand_in,
            counter: 0,
        };
        self.verify(challenge, verification, &passkey, answer)
    }

    /// Why the library refused an answer.
    fn refusal(&self, error: WebauthnError) -> PasskeyError {
        match error {
            WebauthnError::InvalidRPOrigin | WebauthnError::CredentialCrossOrigin => {
                self.other_site()
            }
            WebauthnError::UserNotVerified => PasskeyError::NotVerified,
            WebauthnError::CredentialPossibleCompromise => PasskeyError::CounterWentBack,
            WebauthnError::ParseJSONFailure(_)
            | WebauthnError::ParseBase64Failure(_)
            | WebauthnError::ParseCBORFailure(_)
            | WebauthnError::ParseNOMFailure => PasskeyError::Malformed,
            other => PasskeyError::Refused(Box::new(other)),
        }
    }

    fn check_site(&self, answer: &Answer) -> Result<(), PasskeyError> {
        if answer.client_data()?.is_of(&self.party) {
            Ok(())
        } else {
            Err(self.other_site())
        }
    }

    fn other_site(&self) -> PasskeyError {
        PasskeyError::OtherSite {
            expected: self.party.origin_text.clone(),
        }
    }
}

impl PasskeyVerifier for WebauthnVerifier {
    fn origin(&self) -> Result<&str, PasskeyError> {
        Ok(&self.party.origin_text)
    }

    fn ask_for_new(
        &self,
        holder: &PasskeyHolder<'_>,
        existing: &[CredentialId],
    ) -> Result<PasskeyQuestion, PasskeyError> {
        let (options, _) = self.creation(holder, existing)?;
        question(&options.public_key, &options.public_key.challenge)
    }

    fn ask_for_one_of(
        &self,
        allowed: &[CredentialId],
        verification: UserVerification,
    ) -> Result<PasskeyQuestion, PasskeyError> {
        let (mut options, _) = self.request(verification)?;
        let ids = allowed.iter().map(|id| id.as_bytes().to_vec());
        options.public_key.allow_credentials = ids.map(allowed_credential).collect();
        question(&options.public_key, &options.public_key.challenge)
    }

    fn read(&self, answer: &str) -> Result<PasskeyAnswer, PasskeyError> {
        Answer::parse(answer)?.about()
    }

    fn accept_new(
        &self,
        challenge: &PasskeyChallengeText,
        answer: &str,
    ) -> Result<NewPasskey, PasskeyError> {
        let read = Answer::parse(answer)?;
        self.check_site(&read)?;
        authenticator_data::check_attestation_object(&read.attestation_object()?)?;
        let somebody = PasskeyHolder {
            handle: b"-",
            account: "-",
            name: "-",
        };
        let (_, state) = self.creation(&somebody, &[])?;
        let state = asked_with(&state, challenge)?;
        let made = self
            .core
            .register_credential(&parse(answer)?, &state, None)
            .map_err(|error| self.refusal(error))?;
        let credential_id = read.credential_id()?;
        if made.cred_id != credential_id.as_bytes() {
            return Err(refused(
                "the answer has another credential id than the authenticator",
            ));
        }
        if !fits_its_algorithm(&made.cred) {
            return Err(refused("the key does not fit its algorithm"));
        }
        let counter = made.counter;
        let made = Credential {
            // Nobody was asked to attest. What somebody volunteered would tell which device it is.
            attestation: ParsedAttestation::default(),
            attestation_format: AttestationFormat::None,
            ..made
        };
        Ok(NewPasskey {
            credential_id,
            credential: serde_json::to_vec(&made).map_err(broken)?,
            counter,
        })
    }

    fn verify(
        &self,
        challenge: &PasskeyChallengeText,
        verification: UserVerification,
        passkey: &KnownPasskey<'_>,
        answer: &str,
    ) -> Result<u32, PasskeyError> {
        let read = Answer::parse(answer)?;
        self.check_site(&read)?;
        let data = read.authenticator_data()?;
        authenticator_data::check(&data)?;
        let (_, state) = self.request(verification)?;
        let state = asked_with(&state, challenge)?;
        let known: Credential = serde_json::from_slice(passkey.credential).map_err(broken)?;
        let was_backup_eligible = known.backup_eligible;
        let known = Credential {
            // As this answer says, so that its signature is looked at; what was kept is compared afterwards.
            backup_eligible: authenticator_data::is_backup_eligible(&data),
            counter: passkey.counter,
            // What is asked for now counts. Of a passkey that verified who made it, the library would demand it for ever.
            registration_policy: policy(verification),
            user_verified: verification == UserVerification::Required,
            ..known
        };
        let shown = self
            .core
            .authenticate_single_credential(&parse(answer)?, &state, &known)
            .map_err(|error| self.refusal(error))?;
        // After the signature, so that it takes as long to refuse as a passkey that nobody has.
        if shown.backup_eligible() != was_backup_eligible {
            return Err(refused(
                "the passkey says otherwise than before whether it may be backed up",
            ));
        }
        Ok(shown.counter())
    }

    fn verify_unknown(
        &self,
        challenge: &PasskeyChallengeText,
        verification: UserVerification,
        answer: &str,
    ) {
        // Whatever comes of it.
        let _ = self.verify_by_stand_in(challenge, verification, answer);
    }
}

fn policy(verification: UserVerification) -> UserVerificationPolicy {
    match verification {
        UserVerification::Required => UserVerificationPolicy::Required,
        UserVerification::Preferred => UserVerificationPolicy::Preferred,
    }
}

fn allowed_credential(id: Vec<u8>) -> AllowCredentials {
    AllowCredentials {
        type_: "public-key".to_owned(),
        id,
        transports: None,
    }
}

fn question(options: &impl Serialize, challenge: &[u8]) -> Result<PasskeyQuestion, PasskeyError> {
    let challenge = Base64UrlUnpadded::encode_string(challenge);
    Ok(PasskeyQuestion {
        options: serde_json::to_string(options).map_err(broken)?,
        challenge: PasskeyChallengeText::new(challenge),
    })
}

fn parse<T: DeserializeOwned>(answer: &str) -> Result<T, PasskeyError> {
    serde_json::from_str(answer).map_err(|_| PasskeyError::Malformed)
}

fn refused(reason: &'static str) -> PasskeyError {
    PasskeyError::Refused(reason.into())
}

fn broken(error: serde_json::Error) -> PasskeyError {
    PasskeyError::Internal(Box::new(error))
}

fn internal(error: WebauthnError) -> PasskeyError {
    PasskeyError::Internal(Box::new(error))
}
