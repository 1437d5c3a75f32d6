use sendook_domain::values::{InvalidName, is_deceptive};

/// How many characters a name has at most.
const MOST: usize = 100;

/// Makes a name of a text that nobody judged before: without the characters that no name has, and cut. `None`: nothing is left that
/// shows. A key must not end because of what it is called.
pub(super) fn fitted<N>(text: &str, parse: impl Fn(&str) -> Result<N, InvalidName>) -> Option<N> {
    if let Ok(name) = parse(text) {
        return Some(name);
    }
    let plain = text
        .chars()
        .map(|char| if is_deceptive(char) { ' ' } else { char });
    let plain: String = plain.collect();
    let cut: String = plain.trim().chars().take(MOST).collect();
    parse(&cut).ok()
}

#[cfg(test)]
mod tests {
    use sendook_domain::values::KeyName;

    use super::*;

    #[test]
    fn what_is_no_name_becomes_one_where_anything_shows() {
        let name = |text: &str| fitted(text, KeyName::parse).map(|name| name.as_str().to_owned());
        assert_eq!(name(" Billing ").as_deref(), Some("Billing"));
        assert_eq!(name("a\nb\u{202e}").as_deref(), Some("a b"));
        assert_eq!(name(&"ü".repeat(101)), Some("ü".repeat(100)));
        assert_eq!(name(" \u{200b}"), None);
    }
}
