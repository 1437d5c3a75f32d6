//! What the verifier accepts and refuses, answered by an authenticator in software.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail their test")]

mod assertion;
mod form;
mod options;
mod registration;
mod support;
mod user_verification;
