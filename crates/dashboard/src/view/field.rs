use crate::faults::Faults;
use crate::form::Form;

/// A field of a form, with what was typed and what is wrong with it.
pub(crate) struct Field<'a> {
    pub(crate) name: &'static str,
    pub(crate) label: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) autocomplete: &'static str,
    pub(crate) hint: String,
    pub(crate) value: &'a str,
    pub(crate) fault: &'a str,
    pub(crate) required: bool,
    /// Whether it is one of several of which one is enough: then it is neither required nor optional.
    pub(crate) alternative: bool,
    /// Which keys a phone offers (HTML, section 6.9.7): `text`, `numeric`.
    pub(crate) keys: &'static str,
}

impl<'a> Field<'a> {
    /// A required text.
    pub(crate) fn text(name: &'static str, label: &'static str) -> Self {
        Self {
            name,
            label,
            kind: "text",
            autocomplete: "off",
            hint: String::new(),
            value: "",
            fault: "",
            required: true,
            alternative: false,
            keys: "text",
        }
    }

    /// The first name of a person.
    pub(crate) fn first_name() -> Self {
        Self::text("first_name", "First name").filled_by("given-name")
    }

    /// The last name of a person.
    pub(crate) fn last_name() -> Self {
        let field = Self::text("last_name", "Last name");
        field.filled_by("family-name").optional()
    }

    /// An e-mail address.
    pub(crate) fn email() -> Self {
        Self {
            kind: "email",
            ..Self::text("email", "E-mail address").filled_by("username")
        }
    }

    /// A day.
    pub(crate) fn date(name: &'static str, label: &'static str) -> Self {
        Self {
            kind: "date",
            ..Self::text(name, label)
        }
    }

    /// A whole number.
    pub(crate) fn number(name: &'static str, label: &'static str) -> Self {
        Self {
            kind: "number",
            ..Self::text(name, label)
        }
    }

    /// The code of an authenticator app. What was typed is never shown again.
    pub(crate) fn code(name: &'static str, label: &'static str) -> Self {
        Self {
            keys: "numeric",
            ..Self::text(name, label).filled_by("one-time-code")
        }
    }

    /// A password. What was typed is never shown again.
    pub(crate) fn password(name: &'static str, label: &'static str) -> Self {
        Self {
            kind: "password",
            ..Self::text(name, label)
        }
    }

    /// A new password, of at least so many characters.
    pub(crate) fn new_password(name: &'static str, label: &'static str, shortest: usize) -> Self {
        let password = Self::password(name, label).filled_by("new-password");
        password.hint(format!(
            "At least {shortest} characters. A few unrelated words are best."
        ))
    }

    /// Makes it optional.
    pub(crate) fn optional(self) -> Self {
        Self {
            required: false,
            ..self
        }
    }

    /// Makes it one of several of which one is enough.
    pub(crate) fn alternative(self) -> Self {
        Self {
            required: false,
            alternative: true,
            ..self
        }
    }

    /// What the browser may fill in (HTML, section 4.10.18.7).
    pub(crate) fn filled_by(self, autocomplete: &'static str) -> Self {
        Self {
            autocomplete,
            ..self
        }
    }

    /// Sets the hint that is shown while nothing is wrong.
    pub(crate) fn hint(self, hint: impl Into<String>) -> Self {
        Self {
            hint: hint.into(),
            ..self
        }
    }

    pub(crate) fn value(self, value: &'a str) -> Self {
        Self { value, ..self }
    }

    /// What was typed into it, and what is wrong with that.
    pub(crate) fn typed(self, form: Option<&'a Form>, faults: &'a Faults) -> Self {
        let typed = form.filter(|_| self.kind != "password");
        Self {
            value: typed.map_or(self.value, |form| form.value(self.name)),
            fault: faults.on(self.name),
            ..self
        }
    }

    /// What is wrong with it.
    pub(crate) fn fault(self, fault: &'a str) -> Self {
        Self { fault, ..self }
    }
}
