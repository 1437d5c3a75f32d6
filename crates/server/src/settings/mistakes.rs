use std::fmt;

/// Everything that is wrong with the settings, one sentence each.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Mistakes(Vec<String>);

impl std::error::Error for Mistakes {}

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("\n"))
    }
}

/// One setting: the variable that it is read from, and what holds where that is not set or empty.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting {
    pub(crate) name: &'static str,
    pub(crate) default: &'static str,
    secret: bool,
}

impl Setting {
    pub(super) const fn new(name: &'static str, default: &'static str) -> Self {
        Self {
            name,
            default,
            secret: false,
        }
    }

    /// What is set, or else the default.
    fn or_default<'a>(&self, text: &'a str) -> &'a str {
        match text.trim() {
            "" => self.default,
            text => text,
        }
    }

    /// A setting that need not be there, or whose default depends on the machine.
    pub(super) const fn without_default(name: &'static str) -> Self {
        Self::new(name, "")
    }

    /// A setting whose value no message may quote.
    pub(super) const fn secret(name: &'static str, default: &'static str) -> Self {
        Self {
            name,
            default,
            secret: true,
        }
    }
}

/// Reads one setting after the other and remembers what is wrong.
#[derive(Default)]
pub(super) struct Reader(Vec<String>);

impl Reader {
    /// Reads a setting. `parse` says what the value must be where it is not.
    pub(super) fn read<T, E: fmt::Display>(
        &mut self,
        setting: Setting,
        text: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        parse(setting.or_default(text))
            .map_err(|wanted| {
                let shown = if setting.secret {
                    String::new()
                } else {
                    format!(" is {:?}, but", setting.or_default(text))
                };
                self.0
                    .push(format!("{}{shown} must be {wanted}.", setting.name));
            })
            .ok()
    }

    /// Reads a setting whose judge says in a whole sentence what is wrong, without quoting a secret.
    pub(super) fn read_judged<T, E: fmt::Display>(
        &mut self,
        setting: Setting,
        text: &str,
        judge: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        judge(setting.or_default(text))
            .map_err(|sentence| self.0.push(format!("{}: {sentence}", setting.name)))
            .ok()
    }

    /// Reads a setting without a default in the catalogue.
    pub(super) fn read_or<T, E: fmt::Display>(
        &mut self,
        setting: Setting,
        text: Option<&str>,
        default: T,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        match text.map(str::trim) {
            None | Some("") => Some(default),
            Some(text) => self.read(setting, text, parse),
        }
    }

    /// What was wrong.
    pub(super) fn mistakes(self) -> Mistakes {
        Mistakes(self.0)
    }
}
