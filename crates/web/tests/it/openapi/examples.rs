use regex::Regex;
use sendook_domain::tokens::PlainToken;

use crate::support::Described;

#[test]
fn no_example_could_be_taken_for_a_credential() {
    let text = Described::load().at("").to_string();
    let credential = Regex::new("snd[akrmt]_[0-9A-Za-z_]+").unwrap();
    let examples: Vec<_> = credential
        .find_iter(&text)
        .map(|found| found.as_str())
        .collect();
    assert!(examples.len() > 5, "{examples:?}");
    for example in examples {
        assert!(PlainToken::parse(example).is_err(), "{example}");
    }
}
