use std::fmt;

use zeroize::Zeroizing;

/// A text that must not leak: no `Display`, no serialization, a redacted `Debug`, and its memory is
/// wiped when it is dropped.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Wraps a text.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text itself. Call it only where the secret must be hashed or shown once.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_hides_the_text() {
        let shown = format!("{:?}", Some(Secret::new("hunter2".to_owned())));
        assert!(!shown.contains("hunter2"), "{shown}");
    }
}
