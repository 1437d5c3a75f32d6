//! Organizations: which one a person works in, new ones, and their end.

pub(crate) mod choose;
pub(crate) mod delete;
pub(crate) mod new;
