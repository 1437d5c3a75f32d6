use crate::values::Id;

/// Which part of a list to return. Lists are newest first: by id, as ids sort by time.
#[derive(Debug, Clone)]
pub struct Pagination<T> {
    /// How many items at most.
    pub limit: u16,
    /// Only what comes after this one, that is: is older.
    pub after: Option<Id<T>>,
}

/// One part of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T, K = T> {
    /// The items, newest first.
    pub items: Vec<T>,
    /// Where the next part starts; `None`: this was the last.
    pub next: Option<Id<K>>,
}

impl<T> Pagination<T> {
    /// The largest page size, and the default.
    pub const MAX: u16 = 1000;

    /// As many items as a store in the same process reads in a fraction of a millisecond.
    pub const SHORT: u16 = 100;

    /// Whether it asks for no more than [`Pagination::SHORT`] items.
    pub fn is_short(&self) -> bool {
        self.limit <= Self::SHORT
    }

    /// Its first [`Pagination::SHORT`] items.
    #[must_use]
    pub fn shortened(&self) -> Self {
        Self {
            limit: self.limit.min(Self::SHORT),
            after: self.after.clone(),
        }
    }

    /// The first part, as large as it may be.
    pub fn first() -> Self {
        Self {
            limit: Self::MAX,
            after: None,
        }
    }

    /// How many rows a store must read to know whether there is a next part.
    pub fn rows_to_read(&self) -> u16 {
        self.limit.saturating_add(1)
    }

    /// Makes the page from the rows that were read.
    pub fn listing<K>(&self, mut items: Vec<K>, id: impl Fn(&K) -> Id<T>) -> Page<K, T> {
        let limit = usize::from(self.limit);
        let more = items.len() > limit;
        items.truncate(limit);
        let next = if more { items.last().map(id) } else { None };
        Page { items, next }
    }

    /// Cuts the part out of a list that is short enough to be read as a whole, newest first.
    pub fn of_all<K>(&self, mut items: Vec<K>, id: impl Fn(&K) -> &Id<T>) -> Page<K, T> {
        if let Some(after) = &self.after {
            items.retain(|item| id(item) < after);
        }
        self.listing(items, |item| id(item).clone())
    }
}
