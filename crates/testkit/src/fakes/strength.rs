use sendook_domain::ports::{PasswordStrength, Strength};
use sendook_domain::values::Password;

/// Calls every password very strong, except those set as weak and those that are one of the person's own data.
#[derive(Debug, Clone)]
pub struct FakeStrength {
    weak: Vec<String>,
}

impl FakeStrength {
    /// The password that [`FakeStrength::default`] calls weak.
    pub const WEAK: &str = "password123";

    /// What it says of weak passwords.
    pub const ADVICE: &str = "Add another word or two.";

    /// Calls these weak.
    pub fn with_weak(weak: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self {
            weak: weak.into_iter().map(Into::into).collect(),
        }
    }
}

impl Default for FakeStrength {
    fn default() -> Self {
        Self::with_weak([Self::WEAK])
    }
}

impl PasswordStrength for FakeStrength {
    fn estimate(&self, password: &Password, personal: &[&str]) -> Strength {
        let text = password.expose();
        let guessed = self.weak.iter().any(|weak| weak == text)
            || personal.iter().any(|own| own.eq_ignore_ascii_case(text));
        if guessed {
            Strength {
                score: 1,
                advice: Self::ADVICE.to_owned(),
            }
        } else {
            Strength {
                score: 4,
                advice: String::new(),
            }
        }
    }
}
