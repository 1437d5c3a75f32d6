//! Organizations: which one a person works in, new ones, their end, and what they require.

pub(crate) mod choose;
pub(crate) mod delete;
pub(crate) mod new;
pub(crate) mod second_factor;
