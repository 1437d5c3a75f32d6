//! On every route: what an error says.

mod messages;
mod regressions;
mod store_failures;
mod table;
