//! How far long work has come: a line on standard error, where that is a terminal.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar that fills up, for work whose end is known. It shows how far it is only once it has a length.
pub(crate) fn bar() -> ProgressBar {
    let bar = ProgressBar::new(0);
    bar.set_style(style("{bar:30} {percent:>3}% {msg}, {eta} left"));
    bar
}

/// A count of what is done, for work of unknown length.
pub(crate) fn count(what: &'static str) -> ProgressBar {
    let count = ProgressBar::no_length();
    count.set_style(style("{human_pos} {msg}"));
    count.set_message(what);
    count
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
