//! A passkey that nobody has, which stands in for one that is not known.

use sendook_domain::ports::PasskeyError;
use webauthn_rs_core::proto::{
    AttestationFormat, COSEAlgorithm, COSEEC2Key, COSEKey, COSEKeyType, Credential, ECDSACurve,
    ParsedAttestation, RegisteredExtensions, UserVerificationPolicy,
};

use crate::answer::Answer;

/// The base point of P-256 (SEC 2, section 2.4.2): a point on the curve as any other. Everybody knows the private key, which is 1: nobody may
/// be let in by it.
const X: [u8; 32] = [
    0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63, 0xa4, 0x40, 0xf2,
    0x77, 0x03, 0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4, 0xa1, 0x39, 0x45, 0xd8, 0x98, 0xc2, 0x96,
];
const Y: [u8; 32] = [
    0x4f, 0xe3, 0x42, 0xe2, 0xfe, 0x1a, 0x7f, 0x9b, 0x8e, 0xe7, 0xeb, 0x4a, 0x7c, 0x0f, 0x9e, 0x16,
    0x2b, 0xce, 0x33, 0x57, 0x6b, 0x31, 0x5e, 0xce, 0xcb, 0xb6, 0x40, 0x68, 0x37, 0xbf, 0x51, 0xf5,
];

/// As it would be kept, with the credential id of this answer, so that its signature is looked at.
pub(crate) fn stand_in(answer: &Answer) -> Result<Vec<u8>, PasskeyError> {
    let key = COSEKeyType::EC_EC2(COSEEC2Key {
        curve: ECDSACurve::SECP256R1,
        x: X.to_vec(),
        y: Y.to_vec(),
    });
    let passkey = Credential {
        cred_id: answer.credential_id()?.as_bytes().to_vec(),
        cred: COSEKey {
            type_: COSEAlgorithm::ES256,
            key,
        },
        counter: 0,
        transports: None,
        user_verified: false,
        backup_eligible: false,
        backup_state: false,
        registration_policy: UserVerificationPolicy::Preferred,
        extensions: RegisteredExtensions::none(),
        attestation: ParsedAttestation::default(),
        attestation_format: AttestationFormat::None,
    };
    serde_json::to_vec(&passkey).map_err(|error| PasskeyError::Internal(Box::new(error)))
}

#[cfg(test)]
mod tests {
    use sendook_domain::ports::{PasskeyHolder, PasskeyVerifier as _, UserVerification};
    use sendook_testkit::SoftwareAuthenticator;
    use webauthn_rs_core::error::WebauthnError;

    use super::*;
    use crate::{RelyingParty, WebauthnVerifier};

    #[test]
    fn the_signature_of_any_answer_is_looked_at() {
        let party = RelyingParty::at("https://auth.example.com").unwrap();
        let verifier = WebauthnVerifier::new(party, "Sendook");
        let mut device = SoftwareAuthenticator::new("https://auth.example.com");
        let holder = PasskeyHolder {
            handle: b"ada",
            account: "ada@example.com",
            name: "Ada",
        };
        device.create(&verifier.ask_for_new(&holder, &[]).unwrap().options);
        let verification = UserVerification::Required;
        let question = verifier.ask_for_one_of(&[], verification).unwrap();
        for backup_eligible in [false, true] {
            device.backup_eligible = backup_eligible;
            let answer = device.get(&question.options);
            let refused = verifier.verify_by_stand_in(&question.challenge, verification, &answer);
            let Err(PasskeyError::Refused(cause)) = refused else {
                panic!("{refused:?}");
            };
            assert_eq!(
                cause.to_string(),
                WebauthnError::AuthenticationFailure.to_string()
            );
        }
    }
}
