//! `/auth/…`: accounts and sessions.

mod disabled_account;
mod emails;
mod factors;
mod forgotten_password;
mod hash_queue;
mod login;
mod login_throttle;
mod login_throttle_addresses;
mod logout;
mod passkeys;
mod password;
mod password_reset;
mod reauthenticate;
mod refresh;
mod refresh_reuse;
mod register;
mod registration_throttle;
mod second_factor;
mod session_lifetimes;
mod sessions;
