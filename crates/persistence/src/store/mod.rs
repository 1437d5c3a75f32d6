//! The answers to the domain's ports: a file or a folder per port, named after it.

mod accounts;
mod api_keys;
mod audit;
mod delete_before;
mod directory;
mod factor_logins;
mod factors;
mod freshness;
mod hot;
mod imports;
#[cfg(feature = "postgres")]
mod in_order;
mod inboxes;
mod insert_all;
mod inspection;
mod invitations;
mod key_end_notices;
mod known_devices;
mod last_use;
mod login_failures;
mod mail_links;
mod members;
mod opening;
mod organizations;
mod outbox;
mod passkeys;
mod password_hash;
mod password_resets;
mod remembered_answers;
mod run_tokens;
mod sessions;
mod sql_store;
mod sweep_record;
mod text_search;
mod upkeep;
mod usage_counts;
mod users;

pub use inspection::Inspection;
pub use sql_store::SqlStore;
