use std::time::{Duration, Instant};

use crate::argon2_hasher::{hash, hasher};

const LONG: Duration = Duration::from_secs(30);

#[test]
fn memory_that_no_hash_used_for_a_while_is_given_back() {
    let hasher = hasher();
    let before = Instant::now();
    assert_eq!(hasher.release_unused_memory(before, LONG), None);
    hash(&hasher, "correct horse");
    let due = hasher.release_unused_memory(before, LONG).unwrap();
    assert!(due >= before + LONG);
    let just_before = due.checked_sub(Duration::from_micros(1)).unwrap();
    assert_eq!(hasher.release_unused_memory(just_before, LONG), Some(due));
    assert_eq!(hasher.release_unused_memory(due, LONG), None);
    hash(&hasher, "correct horse");
    assert!(hasher.release_unused_memory(due, LONG).is_some() || Instant::now() >= due);
}
