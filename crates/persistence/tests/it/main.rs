//! What the SQL store does: the contract of the ports on each database, and what is particular to SQL.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod another_process;
mod audit_lists;
mod audit_plans;
mod copying;
mod failing_steps;
mod freshness;
mod invalidation_plans;
mod key_plans;
mod late_copies;
mod locks;
mod migrations;
mod opening;
mod query_plans;
mod same_files;
mod secrets;
mod session_plans;
mod session_sweeps;
mod sqlite;
mod upkeep;

#[cfg(feature = "postgres")]
mod postgres;

/// An error and all that caused it, as an operator gets to read it.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ")
}
