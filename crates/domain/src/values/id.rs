use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use chrono::{DateTime, Utc};

use super::typeid;

/// The longest id that is accepted, in bytes.
const MAX_LENGTH: usize = 64;

/// Something that has ids of its own, distinguished by a prefix.
pub trait IdKind {
    /// What a new id starts with, without the underscore: `user` gives `user_01h…`.
    const PREFIX: &'static str;
}

/// The id of one `T`. `Id<User>` and `Id<Organization>` do not mix.
///
/// Ids are opaque to clients. New ones are `TypeID`s: a prefix and a `UUIDv7` (RFC 9562, section
/// 5.7) in lower-case Crockford base32, so that they sort by the moment they were made; lists rely
/// on that.
pub struct Id<T> {
    text: Box<str>,
    kind: PhantomData<fn() -> T>,
}

/// A text that cannot be the id of anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("An id has 1 to 64 characters of A-Z, a-z, 0-9, \"-\" and \"_\".")]
pub struct InvalidId;

impl<T> Id<T> {
    /// Accepts an id from outside: from a client or a store.
    ///
    /// # Errors
    /// [`InvalidId`] unless the text is 1 to 64 characters of `[A-Za-z0-9_-]`.
    pub fn parse(text: &str) -> Result<Self, InvalidId> {
        check(text)?;
        Ok(Self {
            text: text.into(),
            kind: PhantomData,
        })
    }

    /// The id as clients see it.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

fn check(text: &str) -> Result<(), InvalidId> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    if text.is_empty() || text.len() > MAX_LENGTH || !text.bytes().all(allowed) {
        return Err(InvalidId);
    }
    Ok(())
}

/// As [`Id::parse`], without a copy.
impl<T> TryFrom<String> for Id<T> {
    type Error = InvalidId;

    fn try_from(text: String) -> Result<Self, InvalidId> {
        check(&text)?;
        Ok(Self {
            text: text.into(),
            kind: PhantomData,
        })
    }
}

impl<T: IdKind> Id<T> {
    /// Makes the id of something that is created at `now`, from random bits.
    pub fn new(now: DateTime<Utc>, random: [u8; 8]) -> Self {
        let text = typeid::encode(T::PREFIX, typeid::uuid_v7(now, random));
        Self {
            text: text.into(),
            kind: PhantomData,
        }
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        Self {
            text: self.text.clone(),
            kind: PhantomData,
        }
    }
}

impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<T> Eq for Id<T> {}

impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.text.cmp(&other.text)
    }
}

impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Thing;
    impl IdKind for Thing {
        const PREFIX: &'static str = "thing";
    }

    #[test]
    fn foreign_ids_are_taken_as_they_are() {
        for text in [
            "user_01h455vb4pex5vsknk084sn02q",
            "507f1f77bcf86cd799439011",
            "a",
            "A-_9",
        ] {
            assert_eq!(Id::<Thing>::parse(text).unwrap().as_str(), text);
        }
    }

    #[test]
    fn what_is_no_id_is_refused() {
        let long = "a".repeat(65);
        for text in [
            "",
            "a b",
            "a/b",
            "ä",
            "a.b",
            "{$ne:null}",
            "a\0",
            long.as_str(),
        ] {
            assert_eq!(Id::<Thing>::parse(text), Err(InvalidId), "{text:?}");
        }
    }

    #[test]
    fn a_new_id_carries_its_prefix_and_parses() {
        let id = Id::<Thing>::new(DateTime::UNIX_EPOCH, [0xff; 8]);
        assert!(id.as_str().starts_with("thing_"), "{id}");
        assert_eq!(Id::parse(id.as_str()), Ok(id));
    }
}
