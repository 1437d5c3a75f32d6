//! What the SQL store does: the contract of the ports on each database, and what is particular to SQL.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use sendook_domain::entities::AuditAction;
use sendook_domain::ports::{Accounts as _, NewAccount};
use sendook_persistence::SqlStore;
use sendook_testkit::builders::{an_account, an_audit_event};

mod another_process;
mod answer_plans;
mod audit_lists;
mod audit_plans;
mod backup;
mod copying;
mod failing_steps;
mod foreign_mails;
mod freshness;
mod inspection;
mod invalidation_plans;
mod key_plans;
mod late_copies;
mod load;
mod locks;
mod mail_plans;
mod migrations;
mod opening;
mod passkey_plans;
mod people_plans;
mod query_plans;
mod run_token_plans;
mod same_files;
mod secrets;
mod session_plans;
mod session_sweeps;
mod sqlite;
mod upkeep;
mod usage_plans;

#[cfg(feature = "postgres")]
mod postgres;

/// An account that has just been opened.
fn opened(store: &SqlStore) -> NewAccount {
    let account = an_account();
    let audit = an_audit_event(AuditAction::Registered);
    store.open(&account, &audit).unwrap();
    account
}

/// An error and all that caused it, as an operator gets to read it.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ")
}
