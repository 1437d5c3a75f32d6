//! What the adapters promise, port by port.

#![expect(
    clippy::unwrap_used,
    reason = "a test that meets the unexpected is to fail"
)]

mod answer_sealer;
mod argon2_hasher;
mod clock;
mod imported;
mod memory;
mod phc;
mod secret_sealer;
mod secrets;
mod sha256;
mod strength;
mod totp;
