use sendook_domain::authentication::{Challenge, Misplaced, WantedCredential};
use sendook_domain::tokens::{MalformedToken, TokenKind};
use sendook_domain::values::Environment;
use sendook_testkit::FixedClock;

#[test]
fn each_challenge_has_its_code_and_its_sentence() {
    let at = FixedClock::START;
    let wanted = WantedCredential::ApiKey;
    let got = TokenKind::AccessToken;
    let fault = MalformedToken::WrongChecksum;
    for (challenge, code, words) in [
        (
            Challenge::Missing {
                wanted,
                misplaced: None,
            },
            "missing_credentials",
            "no credential",
        ),
        (
            Challenge::Missing {
                wanted,
                misplaced: Some(Misplaced::NoScheme),
            },
            "missing_credentials",
            "no scheme: write \"Bearer \" before the credential",
        ),
        (
            Challenge::Malformed(fault),
            "invalid_token",
            "truncated or mistyped",
        ),
        (
            Challenge::WrongKind { got, wanted },
            "wrong_credential_type",
            "wants an API key",
        ),
        (Challenge::Unknown { got }, "invalid_token", "log in again"),
        (
            Challenge::TokenExpired { got, at },
            "token_expired",
            "an access token that expired at 2026-03-01T10:00:00Z",
        ),
        (
            Challenge::WrongKind {
                got,
                wanted: WantedCredential::RefreshToken,
            },
            "wrong_credential_type",
            "wants a refresh token",
        ),
        (
            Challenge::Unknown {
                got: TokenKind::RefreshToken,
            },
            "invalid_token",
            "a refresh token that is no longer valid",
        ),
        (
            Challenge::KeyExpired { at },
            "api_key_expired",
            "2026-03-01T10:00:00Z",
        ),
        (Challenge::KeyDisabled, "api_key_disabled", "can enable it"),
        (Challenge::KeyLeaked, "api_key_disabled", "rotate it"),
        (
            Challenge::EnvironmentRefused(Environment::Development),
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
        let came = !matches!(challenge, Challenge::Missing { .. });
        assert_eq!(challenge.answers_a_credential(), came);
    }
}
