//! Hashes that real systems made, and hashes that nobody should take.

#![expect(
    clippy::unwrap_used,
    reason = "a test that meets the unexpected is to fail"
)]

mod bounds;
mod firebase_parameters;
mod forms;
mod normal_forms;
mod vectors;
