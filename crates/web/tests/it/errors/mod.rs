//! On every route: what an error says.

mod codes;
mod messages;
mod store_failures;
