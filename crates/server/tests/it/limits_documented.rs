//! The table of limits in SECURITY.md.

use sendook_crypto::Argon2Settings;
use sendook_domain::entities::{
    Factor, LinkPurpose, PasskeyChallenge, PasswordReset, REUSE_TOLERANCE, SecondFactorLogin,
};
use sendook_domain::policies::{
    ANSWERS_REMEMBERED, LIVE_RUN_TOKENS_PER_KEY, MAILS_PER_ADDRESS, PASSKEY_QUESTIONS_PER_NETWORK,
    PER_ACCOUNT, PER_ADDRESS, PER_SECOND_FACTOR, REGISTRATIONS_PER_NETWORK, RotationRequest,
    RunTokenLifetime, SessionLifetimes,
};
use sendook_domain::values::{AllowedIps, PasswordPolicy, RateLimit};

const PAGE: &str = include_str!("../../../../SECURITY.md");

#[test]
fn the_limits_of_the_security_page_are_those_of_the_code() {
    let hash = Argon2Settings::default();
    let lives = SessionLifetimes::default();
    let rule = |limit: u32, window: chrono::TimeDelta| {
        format!("{limit} in {} minutes", window.num_minutes())
    };
    for (limit, value) in [
        (
            "length of a password",
            format!("{} to 256 characters", PasswordPolicy::FLOOR),
        ),
        (
            "cost of a hash",
            format!(
                "Argon2id, {} KiB, {} passes, {} lane",
                hash.memory_kib, hash.passes, hash.lanes
            ),
        ),
        (
            "failed logins of one account from one address",
            rule(PER_ACCOUNT.limit, PER_ACCOUNT.window),
        ),
        (
            "failed logins from one address",
            rule(PER_ADDRESS.limit, PER_ADDRESS.window),
        ),
        (
            "reports of leaks from one address, and attempts with reset links and with invitations",
            rule(PER_ADDRESS.limit, PER_ADDRESS.window),
        ),
        (
            "registrations from one address",
            rule(
                REGISTRATIONS_PER_NETWORK.limit,
                REGISTRATIONS_PER_NETWORK.window,
            ),
        ),
        (
            "mails about a forgotten password to one address",
            rule(MAILS_PER_ADDRESS.limit, MAILS_PER_ADDRESS.window),
        ),
        (
            "life of an access token",
            format!("{} h", lives.access_token.num_hours()),
        ),
        (
            "life of a run token",
            format!(
                "{} to {} minutes",
                RunTokenLifetime::MIN.num_minutes(),
                RunTokenLifetime::MAX.num_minutes()
            ),
        ),
        (
            "run tokens of one key at once",
            LIVE_RUN_TOKENS_PER_KEY.to_string(),
        ),
        (
            "rate limit of a key, where it has one",
            format!(
                "1 to {} requests in 1 s to {} h",
                RateLimit::MAX_LIMIT,
                RateLimit::MAX_WINDOW_SECONDS / 3600
            ),
        ),
        (
            "addresses of a key, where it is restricted",
            format!("{} ranges", AllowedIps::MAX),
        ),
        (
            "life of a session",
            format!(
                "{} days, {} days without use",
                lives.session.num_days(),
                lives.idle.num_days()
            ),
        ),
        (
            "use of a refresh token",
            format!(
                "once. A second use is forgiven for {} s",
                REUSE_TOLERANCE.num_seconds()
            ),
        ),
        (
            "life of a reset link",
            format!("{} minutes", PasswordReset::LIFETIME.num_minutes()),
        ),
        (
            "old secret of a rotated key",
            format!(
                "{} h, at most {} days",
                RotationRequest::DEFAULT_GRACE.num_hours(),
                RotationRequest::MAX_GRACE.num_days()
            ),
        ),
    ] {
        let row = format!("| {limit} | {value}");
        assert!(PAGE.contains(&row), "SECURITY.md does not have: {row}");
    }
}

#[test]
fn the_limits_of_second_factors_are_those_of_the_code() {
    for (limit, value) in [
        (
            "wrong codes of apps at logins to one account, and in one session, from all addresses",
            format!(
                "{} in {} minutes",
                PER_SECOND_FACTOR.limit,
                PER_SECOND_FACTOR.window.num_minutes()
            ),
        ),
        (
            "life of a login that waits for a second factor",
            format!("{} minutes", SecondFactorLogin::LIFETIME.num_minutes()),
        ),
        ("second factors of one account", Factor::MAX.to_string()),
        (
            "life of a challenge for a passkey",
            format!("{} minutes, once", PasskeyChallenge::LIFETIME.num_minutes()),
        ),
        (
            "challenges for a passkey that wait for one purpose of one session or login",
            format!("{}, the newest", PasskeyChallenge::AT_ONCE),
        ),
        (
            "questions for any passkey from one address",
            format!(
                "{} in {} minutes",
                PASSKEY_QUESTIONS_PER_NETWORK.limit,
                PASSKEY_QUESTIONS_PER_NETWORK.window.num_minutes()
            ),
        ),
    ] {
        let row = format!("| {limit} | {value}");
        assert!(PAGE.contains(&row), "SECURITY.md does not have: {row}");
    }
}

#[test]
fn the_life_of_remembered_answers_is_that_of_the_code() {
    let hours = ANSWERS_REMEMBERED.num_hours();
    let row = format!("| life of a remembered answer | {hours} h");
    assert!(PAGE.contains(&row), "SECURITY.md does not have: {row}");
    let page = include_str!("../../../../docs/idempotency.md");
    assert!(page.contains(&format!("is given for {hours} hours")));
}

#[test]
fn the_life_of_links_about_addresses_is_that_of_the_code() {
    let hours = LinkPurpose::EmailChange.lifetime().num_hours();
    assert_eq!(LinkPurpose::EmailVerification.lifetime().num_hours(), hours);
    let row = format!("| life of a link that verifies or changes an address | {hours} hours");
    assert!(PAGE.contains(&row), "SECURITY.md does not have: {row}");
}
