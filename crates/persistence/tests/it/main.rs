//! What the SQL store does: the contract of the ports on each database, and what is particular to SQL.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod audit_lists;
mod audit_plans;
mod copying;
mod failing_steps;
mod key_plans;
mod locks;
mod migrations;
mod opening;
mod query_plans;
mod secrets;
mod session_plans;
mod session_sweeps;
mod sqlite;

#[cfg(feature = "postgres")]
mod postgres;
