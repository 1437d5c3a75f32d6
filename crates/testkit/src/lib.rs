#![doc = include_str!("../README.md")]
//!
//! | need | here |
//! |---|---|
//! | every port at once, in memory, with handles to move time and to break things | [`test_ports`] |
//! | a store without a database | [`MemoryStore`] |
//! | a clock that stands still, and other fakes | [`FixedClock`], [`SeededSecrets`], [`FakeDigester`], [`FakeAnswerSealer`], [`FakeHmac`], [`FakeSecretSealer`], [`FakePasswordHasher`], [`FakeStrength`] |
//! | what an authenticator app shows | [`app_code`], [`app_secret`] |
//! | an authenticator for passkeys, with dials for all that can be wrong | [`SoftwareAuthenticator`] |
//! | the result of an `async fn` that never waits | [`at_once`] |
//! | entities with sensible, unique values | [`builders`] |
//! | the proof that a store does what the ports ask | [`contract`], [`contract_tests!`] and [`key_contract_tests!`] |

mod at_once;
mod authenticator;
mod authenticator_app;
pub mod builders;
pub mod contract;
mod fakes;
mod memory;
mod test_world;

pub use at_once::at_once;
pub use authenticator::SoftwareAuthenticator;
pub use authenticator_app::{app_code, app_secret};
pub use fakes::{
    FakeAnswerSealer, FakeDigester, FakeHmac, FakePasswordHasher, FakeSecretSealer, FakeStrength,
    FixedClock, SeededSecrets,
};
pub use memory::MemoryStore;
pub use sendook_runtime::{UsageTracker, UsageWriter};
pub use test_world::{PASSKEY_ORIGIN, TestWorld, test_ports, test_ports_with_seed};
