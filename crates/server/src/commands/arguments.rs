//! Arguments that several commands take.

use std::num::NonZeroUsize;

use chrono::{DateTime, SecondsFormat, Utc};
use clap::Args;
use sendook_domain::values::parse_instant;

/// How much of a list is shown.
#[derive(Args, Default)]
pub(crate) struct Limit {
    /// Shows the newest ones up to this number [default: all]
    #[arg(long, value_name = "COUNT")]
    limit: Option<NonZeroUsize>,
}

impl Limit {
    /// How many items there may be in all.
    pub(super) fn most(&self) -> usize {
        self.limit.map_or(usize::MAX, NonZeroUsize::get)
    }
}

/// Reads an instant for clap.
pub(super) fn instant(text: &str) -> Result<DateTime<Utc>, String> {
    parse_instant(text).map_err(|error| error.to_string())
}

/// An instant as a table shows it.
pub(super) fn shown(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// An instant that may not have come, as a table shows it.
pub(super) fn shown_or(at: Option<DateTime<Utc>>, otherwise: &str) -> String {
    at.map_or_else(|| otherwise.to_owned(), shown)
}
