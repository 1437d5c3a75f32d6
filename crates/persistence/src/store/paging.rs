use sendook_domain::ports::Pagination;

/// Greater than any id: `~` comes after every character that an id may have.
pub(super) const AFTER_ALL_IDS: &str = "~";

/// The `LIMIT` of a page.
pub(super) fn rows_to_read<T>(page: &Pagination<T>) -> i64 {
    i64::try_from(page.rows_to_read()).unwrap_or(i64::MAX)
}
