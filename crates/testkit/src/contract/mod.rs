//! What every store must do, as one suite of behaviours. A store that passes may be used behind the ports.
//!
//! Each behaviour is a function that takes a fresh [`World`], or a [`KeyWorld`] where it is about keys alone, grouped by what it is about;
//! [`contract_tests!`](crate::contract_tests) makes tests of all that stand in the lists of `behaviours_macro.rs`. Their modules are private, so that the compiler
//! reports a behaviour that is not in the list as dead code. One that does not hold panics; an error that the store
//! reports is handed on.
#![expect(
    clippy::missing_panics_doc,
    clippy::missing_errors_doc,
    reason = "said once for all of them, above"
)]

mod accounts;
mod api_keys;
mod audit_lists;
mod audit_trail;
mod behaviours_macro;
mod directory;
mod disabled_accounts;
mod factor_logins;
mod factor_secrets;
mod factors;
mod imports;
mod inbox_reach;
mod inboxes;
mod indirect_invalidations;
mod invalidation;
mod invitation_uses;
mod invitations;
mod inviting;
mod key_changes;
mod key_deletions;
mod key_end_notices;
mod key_ends;
mod key_filters;
mod key_invalidations;
mod key_lines;
mod key_look_ups;
mod key_makers;
mod key_name_filters;
mod key_restrictions;
mod key_rotation_ends;
mod key_rotations;
mod key_use;
mod known_devices;
mod login_failures;
mod look_ups;
mod mail_links;
mod members;
mod not_invalidated;
mod notices;
mod organizations;
mod outbox;
mod paging;
mod passkey_challenges;
mod passkeys;
mod password_changes;
mod password_resets;
mod positions;
mod refresh_tokens;
mod remembered_answers;
mod run_token_ends;
mod run_tokens;
mod sendook_documents;
mod session_ends;
mod session_invalidations;
mod session_steps;
mod session_sweeps;
mod session_use;
mod sessions;
mod support;
mod sweep_records;
mod sweeping;
mod sweeps;
mod tests_macro;
mod usage_counts;
mod users;
mod world;

pub use sendook_domain::ports::StoreError;
pub use world::{KeyWorld, World};

/// Every behaviour, by its group.
pub mod behaviours {
    crate::contract_behaviours! { @public }
    crate::key_contract_behaviours! { @public }
}
