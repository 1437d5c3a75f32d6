use super::Inbox;
use crate::values::Id;

/// Which inboxes a key reaches. An explicit choice: an empty list is not "all".
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InboxScope {
    /// All of the organization, future ones included.
    All,
    /// These alone; none once the last of them is deleted.
    Only(Vec<Id<Inbox>>),
}

impl InboxScope {
    /// These inboxes alone, each once.
    pub fn only(mut ids: Vec<Id<Inbox>>) -> Self {
        ids.sort();
        ids.dedup();
        Self::Only(ids)
    }

    /// Whether every inbox that `other` reaches is reached here too.
    pub fn covers(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::All, _) => true,
            (Self::Only(_), Self::All) => false,
            (Self::Only(mine), Self::Only(theirs)) => theirs.iter().all(|id| mine.contains(id)),
        }
    }

    /// Whether one inbox is reached.
    pub fn includes(&self, id: &Id<Inbox>) -> bool {
        match self {
            Self::All => true,
            Self::Only(ids) => ids.contains(id),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_never_covers_all_and_an_empty_one_reaches_nothing() {
        let id = |text: &str| Id::parse(text).unwrap();
        let (one, none) = (
            InboxScope::Only(vec![id("inbox_1")]),
            InboxScope::Only(vec![]),
        );
        assert!(InboxScope::All.covers(&one) && one.covers(&one) && one.covers(&none));
        assert!(!one.covers(&InboxScope::All) && !none.covers(&one));
        assert!(!none.includes(&id("inbox_1")) && one.includes(&id("inbox_1")));
    }
}
