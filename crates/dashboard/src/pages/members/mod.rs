//! The people of an organization, and those who are invited to it.

pub(crate) mod end_invitation;
pub(crate) mod invite;
pub(crate) mod list;
mod lookup;
pub(crate) mod remove;
pub(crate) mod role;
