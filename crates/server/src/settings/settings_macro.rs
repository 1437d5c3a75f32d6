//! What the macro generates from each row of the table of settings.

use sendook_crypto::InvalidSecretKey;
use sendook_domain::values::InvalidAddressRange;
use sendook_mail::InvalidSmtpUrl;
use sendook_persistence::OpenError;

use crate::printable::quoted;

/// Declares each setting once:
///
/// ```text
/// /// The text of `--help`
/// name: Type = "VARIABLE", "PLACEHOLDER", "default", parser;
/// ```
///
/// This makes the option `--name` and the field `Settings::name`. A parser gets the default where a setting is not given or
/// blank.
macro_rules! settings {
    ($(
        $(#[doc = $help:literal])*
        $(#[arg($($extra:tt)*)])?
        $name:ident: $type:ty = $variable:literal, $placeholder:literal, $default:literal, $parser:expr;
    )*) => {
        /// The settings as they were typed, so that [`Settings::resolve`] can report all mistakes at once.
        ///
        /// There is no `Debug`: a database URL can hold a password.
        #[derive(clap::Args)]
        #[command(next_help_heading = "Settings")]
        pub(crate) struct RawSettings {$(
            $(#[doc = $help])*
            #[arg(long, env = $variable, value_name = $placeholder, default_value = $default, hide_env_values = true)]
            $(#[arg($($extra)*)])?
            $name: String,
        )*}

        impl RawSettings {
            /// All settings, in the order of `--help`.
            pub(crate) fn rows(&self) -> Vec<Row<'_>> {
                vec![$(Row {
                    variable: $variable,
                    name: stringify!($name),
                    typed: &self.$name,
                    default: $default,
                }),*]
            }
        }

        /// Settings that are valid.
        pub(crate) struct Settings {$(
            $(#[doc = $help])*
            pub(crate) $name: $type,
        )*}

        /// The environment variables that settings are read from.
        pub(crate) const VARIABLES: &[&str] = &[$($variable),*];

        impl Settings {
            /// Parses all settings.
            ///
            /// # Errors
            /// [`InvalidSettings`] has a sentence for each that is wrong.
            pub(crate) fn resolve(raw: &RawSettings) -> Result<Self, InvalidSettings> {
                let mut mistakes = Vec::new();
                $(let $name = read($variable, $default, &raw.$name, $parser, &mut mistakes);)*
                let valid = || Some(Self {$($name: $name?),*});
                let Some(settings) = valid() else {
                    return Err(InvalidSettings(mistakes));
                };
                match settings.contradiction() {
                    Some(sentence) => Err(InvalidSettings(vec![sentence])),
                    None => Ok(settings),
                }
            }
        }
    };
}
pub(super) use settings;

/// One setting as it was typed.
pub(crate) struct Row<'a> {
    /// The environment variable.
    pub(crate) variable: &'static str,
    /// The name of the option, as clap knows it.
    pub(crate) name: &'static str,
    pub(super) typed: &'a str,
    pub(super) default: &'static str,
}

impl<'a> Row<'a> {
    /// The value that holds.
    pub(crate) fn value(&self) -> &'a str {
        given(self.typed).unwrap_or(self.default)
    }

    /// Whether something was typed.
    pub(crate) fn is_given(&self) -> bool {
        given(self.typed).is_some()
    }
}

/// A blank value counts as not given.
fn given(typed: &str) -> Option<&str> {
    Some(typed.trim()).filter(|text| !text.is_empty())
}

/// Everything that is wrong with the settings, one sentence each.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.join("\n"))]
pub(crate) struct InvalidSettings(pub(super) Vec<String>);

/// Why a parser refuses a value.
pub(super) enum Refusal {
    /// What the value must be, to follow "must be".
    MustBe(String),
    /// A whole sentence. It does not quote a value that may be secret.
    Sentence(String),
}

impl From<&str> for Refusal {
    fn from(wanted: &str) -> Self {
        Self::MustBe(wanted.to_owned())
    }
}

impl From<String> for Refusal {
    fn from(wanted: String) -> Self {
        Self::MustBe(wanted)
    }
}

impl From<InvalidSecretKey> for Refusal {
    fn from(error: InvalidSecretKey) -> Self {
        Self::Sentence(error.to_string())
    }
}

impl From<InvalidSmtpUrl> for Refusal {
    fn from(error: InvalidSmtpUrl) -> Self {
        Self::Sentence(error.to_string())
    }
}

impl From<InvalidAddressRange> for Refusal {
    fn from(error: InvalidAddressRange) -> Self {
        Self::Sentence(error.to_string())
    }
}

impl From<OpenError> for Refusal {
    fn from(error: OpenError) -> Self {
        Self::Sentence(error.to_string())
    }
}

/// Parses one setting, and adds a sentence to `mistakes` if it is wrong.
pub(super) fn read<T, E: Into<Refusal>>(
    variable: &str,
    default: &str,
    text: &str,
    parser: impl FnOnce(&str) -> Result<T, E>,
    mistakes: &mut Vec<String>,
) -> Option<T> {
    let text = given(text).unwrap_or(default);
    parser(text)
        .map_err(|refusal| {
            mistakes.push(match refusal.into() {
                Refusal::MustBe(wanted) => {
                    format!("{variable} is {}, but must be {wanted}.", quoted(text))
                }
                Refusal::Sentence(sentence) => format!("{variable}: {sentence}"),
            });
        })
        .ok()
}
