//! The second factors of a person, where they are set up and taken away.

pub(crate) mod app;
pub(crate) mod list;
pub(crate) mod recovery_codes;
pub(crate) mod remove;

use crate::next_page::{SECOND_FACTOR, own_path};

/// Where a person goes once a factor is set up: to what they wanted when they were led here, if to anything.
fn after(next: &str) -> &str {
    own_path(next)
        .filter(|next| !next.is_empty())
        .unwrap_or(SECOND_FACTOR)
}
