//! What stands where a credential should have been filled in.

/// What languages write for a variable without a value: JavaScript, Python, Ruby, Go and those with the names of others.
const UNSET: [&str; 8] = [
    "undefined",
    "null",
    "none",
    "nil",
    "<nil>",
    "nan",
    "[object object]",
    "%!s(<nil>)",
];

/// Whether this is a missing value in words, in quotation marks or not.
pub(super) fn is_unset(text: &str) -> bool {
    let word = text.trim_matches(['"', '\'']);
    UNSET.iter().any(|unset| word.eq_ignore_ascii_case(unset))
}

/// Whether this is a name where templates and shells would put a value, or what documentation writes for one.
pub(super) fn is_placeholder(text: &str) -> bool {
    let text = text.trim_matches(['"', '\'']);
    let is_name = |name: &str| {
        let mut chars = name.chars();
        !name.is_empty() && chars.all(|char| char.is_alphanumeric() || "_-.:".contains(char))
    };
    let between = |(begin, end): (&str, &str)| {
        let inner = text.strip_prefix(begin)?.strip_suffix(end)?;
        Some(is_name(inner))
    };
    let marked = [
        ("$", ""),
        ("${", "}"),
        ("$(", ")"),
        ("{{", "}}"),
        ("{", "}"),
        ("%", "%"),
        ("<", ">"),
        ("[", "]"),
    ];
    marked.into_iter().any(|marks| between(marks) == Some(true)) || is_example(text)
}

/// `YOUR_API_KEY`, `my-token` and the like, without any marks around them.
fn is_example(text: &str) -> bool {
    const OWNERS: [&str; 3] = ["your", "my", "sendook"];
    const NAMES: [&str; 5] = ["apikey", "key", "accesstoken", "token", "secret"];
    let letters = text.to_ascii_lowercase().replace(['-', '_'], "");
    let mut without_owner = OWNERS
        .into_iter()
        .filter_map(|owner| letters.strip_prefix(owner));
    let name = without_owner.next().unwrap_or(&letters);
    NAMES.contains(&name.strip_suffix("here").unwrap_or(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::{MalformedToken, PlainToken};

    fn fault(text: &str) -> MalformedToken {
        PlainToken::parse(text).unwrap_err()
    }

    #[test]
    fn what_was_not_filled_in_is_named() {
        for text in [
            "$KEY",
            "$SENDOOK_API_KEY",
            "\"$SENDOOK_API_KEY\"",
            "${KEY}",
            "$(API_KEY)",
            "{{api_key}}",
            "{api_key}",
            "%KEY%",
            "<your-api-key>",
            "<YOUR_API_KEY>",
            "[API_KEY]",
            "YOUR_API_KEY",
            "your-api-key-here",
            "API_KEY",
            "SENDOOK_API_KEY",
        ] {
            assert_eq!(fault(text), MalformedToken::Placeholder, "{text}");
        }
        for text in ["$", "$a/b", "<>", "junk", "mykeys"] {
            assert_eq!(fault(text), MalformedToken::UnknownPrefix, "{text}");
        }
    }

    #[test]
    fn a_missing_value_is_named() {
        for text in [
            "undefined",
            "null",
            "None",
            "NULL",
            "nil",
            "\"undefined\"",
            "[object Object]",
        ] {
            assert_eq!(fault(text), MalformedToken::Unset, "{text}");
        }
        for text in ["undefine", "nothing", "void"] {
            assert!(!is_unset(text), "{text}");
        }
    }
}
