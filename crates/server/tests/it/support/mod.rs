//! The program, a client of it, and its database file.

pub(crate) mod client;
pub(crate) mod program;
pub(crate) mod signal;
pub(crate) mod sqlite;
pub(crate) mod totp;
