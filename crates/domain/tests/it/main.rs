//! The use cases, on ports of memory and a clock that stands still; and the shape of the workspace.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail their test")]

mod audit;
mod authenticator;
mod challenges;
mod house;
mod housekeeping;
mod inboxes;
mod interrupted;
mod key_reach;
mod key_states;
mod keys;
mod layers;
mod lifetimes;
mod login;
mod logout;
mod new_passwords;
mod organizations;
mod password_change;
mod refresh;
mod refresh_races;
mod registration;
mod registration_faults;
mod session_use;
mod sessions;
mod throttle;
mod throttle_addresses;
