#![doc = include_str!("../README.md")]
//!
//! [`RelyingParty`] says at which address passkeys work, and [`WebauthnVerifier`] asks for them and verifies them there. Where they
//! cannot work, [`NoPasskeys`](sendook_domain::ports::NoPasskeys) takes its place and says why.

mod answer;
mod authenticator_data;
mod client_data;
mod public_key;
mod relying_party;
mod stand_in;
mod state;
mod verifier;

pub use relying_party::{NoRelyingParty, RelyingParty};
pub use verifier::WebauthnVerifier;
