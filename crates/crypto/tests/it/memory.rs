use std::time::{Duration, Instant};

use crate::argon2_hasher::{hash, hasher};

const KEPT: Duration = Duration::from_secs(30);

#[test]
fn memory_that_no_hash_used_for_a_while_is_given_back() {
    let hasher = hasher();
    let before = Instant::now();
    assert_eq!(hasher.release_unused_memory(before), before + KEPT);
    hash(&hasher, "correct horse");
    let due = hasher.release_unused_memory(before);
    assert!(due > before + KEPT, "it is held");
    let just_before = due.checked_sub(Duration::from_micros(1)).unwrap();
    assert_eq!(hasher.release_unused_memory(just_before), due);
    assert_eq!(
        hasher.release_unused_memory(due),
        due + KEPT,
        "none is held"
    );
    hash(&hasher, "correct horse");
    let next = hasher.release_unused_memory(due);
    assert!(next < due + KEPT || Instant::now() >= due);
}
