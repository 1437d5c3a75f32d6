use std::collections::VecDeque;

/// A queue that serves its owners in turn (round robin), and the items of one owner in the order in which they came. An
/// owner who comes late waits for at most one item of each of the others, however many they have.
pub(crate) struct FairQueue<K, T> {
    /// In the order of their turns; none is empty.
    turns: VecDeque<(K, VecDeque<T>)>,
    len: usize,
}

impl<K, T> Default for FairQueue<K, T> {
    fn default() -> Self {
        Self {
            turns: VecDeque::new(),
            len: 0,
        }
    }
}

impl<K: PartialEq, T> FairQueue<K, T> {
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Adds an item behind the others of its owner.
    pub(crate) fn push(&mut self, owner: K, item: T) {
        self.len += 1;
        match self.turns.iter_mut().find(|(other, _)| *other == owner) {
            Some((_, items)) => items.push_back(item),
            None => self.turns.push_back((owner, VecDeque::from([item]))),
        }
    }

    /// Takes the item whose turn it is.
    pub(crate) fn pop(&mut self) -> Option<T> {
        let (owner, mut items) = self.turns.pop_front()?;
        let first = items.pop_front();
        if !items.is_empty() {
            self.turns.push_back((owner, items));
        }
        self.len -= usize::from(first.is_some());
        first
    }

    /// Makes room for an item of this owner in a full queue: takes the last item of the owner that has the most, if that is
    /// more than this owner would have with the new one (longest queue drop).
    pub(crate) fn displace_for(&mut self, owner: &K) -> Option<T> {
        let own = self.turns.iter().find(|(other, _)| other == owner);
        let own = own.map_or(0, |(_, items)| items.len());
        let longest = self.turns.iter_mut().max_by_key(|(_, items)| items.len());
        let (_, items) = longest.filter(|(_, items)| items.len() > own + 1)?;
        let last = items.pop_back();
        self.len -= usize::from(last.is_some());
        last
    }

    /// Takes the items out that are not to be kept.
    pub(crate) fn retain(&mut self, keep: impl Fn(&T) -> bool) {
        for (_, items) in &mut self.turns {
            items.retain(&keep);
        }
        self.turns.retain(|(_, items)| !items.is_empty());
        self.len = self.turns.iter().map(|(_, items)| items.len()).sum();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queue(items: &[(char, u8)]) -> FairQueue<char, u8> {
        let mut queue = FairQueue::default();
        for (owner, item) in items {
            queue.push(*owner, *item);
        }
        queue
    }

    fn drained(mut queue: FairQueue<char, u8>) -> Vec<u8> {
        let items = std::iter::from_fn(|| queue.pop()).collect();
        assert_eq!(queue.len(), 0);
        items
    }

    #[test]
    fn owners_take_turns_and_their_own_items_keep_their_order() {
        let queue = queue(&[('a', 1), ('a', 2), ('a', 3), ('b', 4), ('c', 5), ('b', 6)]);
        assert_eq!(queue.len(), 6);
        assert_eq!(drained(queue), [1, 4, 5, 2, 6, 3]);
    }

    #[test]
    fn whoever_comes_late_waits_for_one_of_each() {
        let mut queue = queue(&[('a', 1), ('a', 2), ('a', 3)]);
        assert_eq!(queue.pop(), Some(1));
        queue.push('b', 4);
        assert_eq!(drained(queue), [2, 4, 3]);
    }

    #[test]
    fn room_is_made_by_the_last_of_whoever_has_the_most() {
        let mut queue = queue(&[('a', 1), ('b', 2), ('a', 3), ('a', 4)]);
        assert_eq!(queue.displace_for(&'c'), Some(4));
        queue.push('c', 5);
        assert_eq!(queue.len(), 4);
        assert_eq!(drained(queue), [1, 2, 5, 3]);
    }

    #[test]
    fn nobody_is_displaced_by_an_owner_who_would_then_have_as_many() {
        let mut queue = queue(&[('a', 1), ('b', 2), ('a', 3)]);
        assert_eq!(queue.displace_for(&'a'), None);
        assert_eq!(queue.displace_for(&'b'), None);
        assert_eq!(queue.displace_for(&'c'), Some(3));
        assert_eq!(queue.displace_for(&'c'), None);
        assert_eq!(drained(queue), [1, 2]);
    }

    #[test]
    fn what_is_taken_out_has_no_turn() {
        let mut queue = queue(&[('a', 1), ('a', 2), ('b', 3)]);
        queue.retain(|item| *item != 3);
        queue.retain(|item| *item != 1);
        assert_eq!(queue.len(), 1);
        assert_eq!(drained(queue), [2]);
    }
}
