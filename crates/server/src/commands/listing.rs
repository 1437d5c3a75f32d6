use sendook_domain::ports::{Page, Pagination, StoreError};

use crate::commands::arguments::Limit;
use crate::commands::error::CommandError;

/// How many items are read, and shown, at a time.
const MOST: u16 = Pagination::<()>::MAX;

/// Reads a list page by page and shows each before the next is read, so that the longest list takes no more memory than a page.
pub(super) fn each_page<T, K>(
    limit: &Limit,
    read: impl Fn(&Pagination<K>) -> Result<Page<T, K>, StoreError>,
    mut show: impl FnMut(&[T]) -> Result<(), CommandError>,
) -> Result<(), CommandError> {
    let mut left = limit.most();
    let mut after = None;
    loop {
        let limit = u16::try_from(left).map_or(MOST, |left| left.min(MOST));
        let page = read(&Pagination { limit, after })?;
        show(&page.items)?;
        left -= page.items.len().min(left);
        after = page.next;
        if after.is_none() || left == 0 {
            return Ok(());
        }
    }
}
