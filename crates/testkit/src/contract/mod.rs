//! What every store must do, as one suite of behaviours. A store that passes may be used behind the ports.
//!
//! Each behaviour is a function that takes a fresh [`World`], grouped by what it is about;
//! [`contract_tests!`](crate::contract_tests) makes tests of them all. A behaviour that does not hold
//! panics; an error that the store reports is handed on.
#![expect(
    clippy::missing_panics_doc,
    clippy::missing_errors_doc,
    reason = "said once for all of them, above"
)]

pub mod accounts;
pub mod api_keys;
pub mod audit_lists;
pub mod audit_trail;
pub mod inbox_reach;
pub mod inboxes;
mod invalidation;
pub mod key_changes;
pub mod key_deletions;
pub mod key_filters;
pub mod key_invalidations;
pub mod key_rotation_ends;
pub mod key_rotations;
pub mod key_use;
pub mod login_failures;
pub mod look_ups;
pub mod not_invalidated;
pub mod organizations;
pub mod paging;
pub mod password_changes;
pub mod positions;
pub mod refresh_tokens;
pub mod session_ends;
pub mod session_invalidations;
pub mod session_steps;
pub mod session_sweeps;
pub mod session_use;
pub mod sessions;
mod support;
pub mod sweep_records;
mod sweeping;
pub mod sweeps;
mod tests_macro;
pub mod users;
mod world;

pub use sendook_domain::ports::StoreError;
pub use world::World;
