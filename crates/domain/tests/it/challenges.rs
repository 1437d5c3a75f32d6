use sendook_domain::authentication::{AcceptedCredential, CredentialError, Misplaced};
use sendook_domain::tokens::{MalformedToken, TokenKind};
use sendook_domain::values::Environment;
use sendook_testkit::FixedClock;

#[test]
fn each_challenge_has_its_code_and_its_sentence() {
    let at = FixedClock::START;
    let wanted = AcceptedCredential::ApiKey;
    let got = TokenKind::AccessToken;
    let fault = MalformedToken::WrongChecksum;
    for (challenge, code, words) in [
        (
            CredentialError::Missing {
                wanted,
                misplaced: None,
            },
            "missing_credentials",
            "no credential",
        ),
        (
            CredentialError::Missing {
                wanted,
                misplaced: Some(Misplaced::NoScheme),
            },
            "missing_credentials",
            "no scheme: write \"Bearer \" before the credential",
        ),
        (
            CredentialError::Malformed(fault),
            "invalid_token",
            "truncated or mistyped",
        ),
        (
            CredentialError::WrongKind { got, wanted },
            "wrong_credential_type",
            "wants an API key",
        ),
        (
            CredentialError::Unknown { got },
            "invalid_token",
            "log in again",
        ),
        (
            CredentialError::TokenExpired { got, at },
            "token_expired",
            "an access token that expired at 2026-03-01T10:00:00Z",
        ),
        (
            CredentialError::WrongKind {
                got,
                wanted: AcceptedCredential::RefreshToken,
            },
            "wrong_credential_type",
            "wants a refresh token",
        ),
        (
            CredentialError::Unknown {
                got: TokenKind::RefreshToken,
            },
            "invalid_token",
            "a refresh token that is no longer valid",
        ),
        (
            CredentialError::KeyExpired { at },
            "api_key_expired",
            "2026-03-01T10:00:00Z",
        ),
        (
            CredentialError::KeyDisabled,
            "api_key_disabled",
            "can enable it",
        ),
        (CredentialError::KeyLeaked, "api_key_disabled", "rotate it"),
        (
            CredentialError::EnvironmentRefused(Environment::Development),
            "forbidden",
            "environment development",
        ),
    ] {
        assert_eq!(challenge.code(), code);
        assert!(
            challenge.message().contains(words),
            "{}",
            challenge.message()
        );
        let came = !matches!(challenge, CredentialError::Missing { .. });
        assert_eq!(challenge.answers_a_credential(), came);
    }
}
