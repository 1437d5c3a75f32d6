use std::any::Any;
use std::fmt;
use std::sync::OnceLock;

/// A value derived from an immutable entity (a rendered answer, for example), cached with it. Not part of the entity:
/// entities that differ only in it are equal, and a clone has none.
#[derive(Default)]
pub struct Attachment(OnceLock<Box<dyn Any + Send + Sync>>);

impl Attachment {
    /// The attached value; made and attached if there is none. If one of another type is attached, it stays, and the new
    /// one is only returned.
    pub fn get_or_make<T: Any + Clone + Send + Sync>(&self, make: impl FnOnce() -> T) -> T {
        if let Some(attached) = self.0.get() {
            return attached.downcast_ref::<T>().cloned().unwrap_or_else(make);
        }
        let fresh = make();
        // If another thread was faster, its value stays.
        let _ = self.0.set(Box::new(fresh.clone()));
        fresh
    }
}

impl Clone for Attachment {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl PartialEq for Attachment {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Attachment {}

impl fmt::Debug for Attachment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Attachment")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_made_once_and_belongs_to_one_type() {
        let attachment = Attachment::default();
        assert_eq!(attachment.get_or_make(|| 1), 1);
        assert_eq!(attachment.get_or_make(|| 2), 1);
        assert_eq!(attachment.get_or_make(|| "other"), "other");
        assert_eq!(attachment.clone().get_or_make(|| 3), 3);
    }
}
