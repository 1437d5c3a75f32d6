//! On every route: what an error says.

mod messages;
mod store_failures;
mod table;
