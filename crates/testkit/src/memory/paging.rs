use sendook_domain::ports::{Page, Pagination};
use sendook_domain::values::Id;

/// One page of the given rows, newest first. They come in the order of their ids.
pub(super) fn page_of<'a, T: Clone + 'a>(
    rows: impl DoubleEndedIterator<Item = &'a T>,
    page: &Pagination<T>,
    id: impl Fn(&T) -> &Id<T>,
    wanted: impl Fn(&T) -> bool,
) -> Page<T> {
    let items = rows
        .rev()
        .filter(|item| page.after.as_ref().is_none_or(|after| id(item) < after))
        .filter(|item| wanted(item))
        .take(page.rows_to_read().into())
        .cloned()
        .collect();
    page.listing(items, |item| id(item).clone())
}

/// A limit as a number of rows.
pub(super) fn batch(limit: u32) -> usize {
    usize::try_from(limit).unwrap_or(usize::MAX)
}
