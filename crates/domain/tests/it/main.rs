//! The use cases, on ports of memory and a clock that stands still; and the shape of the workspace.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail their test")]

mod authenticator;
mod challenges;
mod house;
mod inboxes;
mod key_reach;
mod key_states;
mod keys;
mod layers;
mod login;
mod logout;
mod organizations;
mod registration;
mod registration_faults;
