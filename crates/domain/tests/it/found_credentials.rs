//! Credentials inside texts, as people paste and programs print them.

use proptest::prelude::*;
use sendook_domain::ports::{Digester as _, RandomError, SecretSource};
use sendook_domain::tokens::{FoundToken, IssuedToken, TokenKind, UnsearchableText};
use sendook_domain::values::Digest;
use sendook_testkit::FakeDigester;

/// Bytes that follow from a number, so that each number makes a credential of its own.
struct Seeded(u64);

impl SecretSource for Seeded {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
        let spread = self.0.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_le_bytes();
        for (byte, random) in bytes.iter_mut().zip(spread.into_iter().cycle()) {
            *byte = random % 248;
        }
        Ok(())
    }
}

fn token(kind: TokenKind, seed: u64) -> String {
    let token = IssuedToken::generate(kind, &Seeded(seed)).unwrap();
    token.secret().expose().to_owned()
}

fn key() -> String {
    token(TokenKind::ALL[0], 1)
}

/// What is found in a text, as a store would know it.
fn found(text: &str) -> Vec<Digest> {
    let found = FoundToken::all_in(text).unwrap();
    let digests = found.iter().map(|one| one.digest(&FakeDigester));
    digests.collect()
}

fn digests(tokens: &[String]) -> Vec<Digest> {
    let digests = tokens.iter().map(|one| FakeDigester.digest(one));
    digests.collect()
}

fn percent_encoded(text: &str) -> String {
    let bytes = text.bytes().map(|byte| format!("%{byte:02X}"));
    bytes.collect::<Vec<_>>().concat()
}

#[test]
fn whatever_stands_around_it() {
    let key = key();
    for text in [
        key.clone(),
        format!("  {key}\r\n"),
        format!("SENDOOK_API_KEY={key}"),
        format!("SENDOOK_API_KEY='{key}'; export SENDOOK_API_KEY"),
        format!("Authorization: Bearer {key}"),
        format!("{{\"key\":\"{key}\",\"n\":1}}"),
        format!("{{\\\"key\\\":\\\"{key}\\\"}}"),
        format!("https://user:{key}@example.com/?key={key}&x=1#{key}"),
        format!("https://example.com/{key}/x"),
        format!("see_{key}_and more"),
        format!("x{key}x"),
        format!("sndk_prod_{key}"),
        format!("sndsnd{key}"),
        format!("{}{key}", &key[..20]),
        format!("„{key}“ – ü"),
    ] {
        assert_eq!(found(&text), digests(std::slice::from_ref(&key)), "{text}");
    }
}

#[test]
fn encoded_once_or_twice_and_as_json_escapes() {
    let key = key();
    let characters = key
        .chars()
        .map(|char| format!("\\u{:04x}", u32::from(char)));
    let escaped = characters.collect::<Vec<_>>().concat();
    for text in [
        key.replace('_', "%5f"),
        format!("Bearer%20{}%22", key.replace('_', "%5F")),
        format!("q={}", percent_encoded(&key)),
        format!("next={}", percent_encoded(&percent_encoded(&key))),
        key.replace('_', "\\u005f"),
        escaped,
        format!("100% of \\ é% {}", key.replace('_', "%5F")),
    ] {
        assert_eq!(found(&text), digests(std::slice::from_ref(&key)), "{text}");
    }
}

#[test]
fn broken_over_lines_at_any_place() {
    let key = key();
    for at in 1..key.len() {
        let (start, end) = key.split_at(at);
        for seam in [
            "\n", "\r\n", "\n    ", "=\r\n", "\\\n", "\\n", "\n> > ", "\u{200b}", "\u{ad}",
        ] {
            let text = format!("the key is {start}{seam}{end}\nand more");
            assert_eq!(found(&text), digests(std::slice::from_ref(&key)), "{text}");
        }
    }
}

#[test]
fn of_every_kind_and_each_once() {
    let all: Vec<_> = TokenKind::ALL
        .into_iter()
        .map(|kind| token(kind, 7))
        .collect();
    let text = format!(
        "{}\n{}\n{}",
        all.join(" "),
        all.join(""),
        percent_encoded(&all.join(","))
    );
    assert_eq!(found(&text), digests(&all));
    let kinds: Vec<_> = FoundToken::all_in(&text)
        .unwrap()
        .iter()
        .map(FoundToken::kind)
        .collect();
    assert_eq!(kinds, TokenKind::ALL);
}

#[test]
fn up_to_a_hundred_in_64_kib() {
    let tokens: Vec<_> = (0..101)
        .map(|seed| token(TokenKind::AccessToken, seed))
        .collect();
    assert_eq!(found(&tokens[..100].join("\n")).len(), 100);
    let twice = format!("{}{}", tokens[..100].join("\n"), tokens[..100].join(" "));
    assert_eq!(found(&twice).len(), 100);
    let too_many = FoundToken::all_in(&tokens.join("\n"));
    assert_eq!(too_many.unwrap_err(), UnsearchableText::TooManyCredentials);

    let key = key();
    let longest = format!("{}{key}", " ".repeat(FoundToken::MAX_TEXT - key.len()));
    assert_eq!(found(&longest).len(), 1);
    let too_long = FoundToken::all_in(&format!("{longest} "));
    assert_eq!(too_long.unwrap_err(), UnsearchableText::TooLong);
}

#[test]
fn any_number_of_checksums_hides_no_credential() {
    let checksums: Vec<_> = (0..101).map(|seed| format!("{seed:096x}")).collect();
    let key = key();
    let text = format!("{}\n{key}", checksums.join("\n"));
    let known = found(&text);
    assert!(known.contains(&FakeDigester.digest(&key)));
    assert!(known.contains(&FakeDigester.digest(&checksums[99])));
    assert_eq!(known.len(), 1 + FoundToken::MAX_LEGACY);
    let tokens: Vec<_> = (0..100)
        .map(|seed| token(TokenKind::AccessToken, seed))
        .collect();
    let both = format!("{} {}", tokens.join(" "), checksums[0]);
    assert_eq!(found(&both).len(), 101);
}

#[test]
fn nothing_that_only_looks_like_one() {
    let key = key();
    for text in [
        key[..key.len() - 1].to_owned(),
        key.to_uppercase(),
        key.replace("prod", "test"),
        key.replace('_', "-"),
        "sndk_prod_".repeat(5000),
        "%".repeat(60_000),
        "\\u00".repeat(10_000),
        String::new(),
    ] {
        assert_eq!(found(&text), [], "{text}");
    }
}

#[test]
fn debug_hides_the_body() {
    let key = key();
    let shown = format!("{:?}", FoundToken::all_in(&key).unwrap());
    assert!(
        shown.contains("sndk_prod_") && !shown.contains(&key[12..20]),
        "{shown}"
    );
}

proptest! {
    #[test]
    fn any_text_around_any_token(before in ".{0,60}", after in ".{0,60}", seed: u64, kind in 0usize..5) {
        let token = token(TokenKind::ALL[kind], seed);
        let digest = FakeDigester.digest(&token);
        let text = format!("{before}{token}{after}");
        prop_assert!(found(&text).contains(&digest));
    }

    #[test]
    fn any_text_that_was_encoded_whole(before in "[ -~é\n]{0,40}", after in "[ -~é\n]{0,40}", seed: u64) {
        let token = token(TokenKind::RefreshToken, seed);
        let digest = FakeDigester.digest(&token);
        let text = percent_encoded(&format!("{before}{token}{after}"));
        prop_assert!(found(&text).contains(&digest));
    }

    #[test]
    fn one_wrong_character_is_none(at in 0usize..36, to in "[0-9A-Za-z]", seed: u64) {
        let mut text = token(TokenKind::AccessToken, seed);
        let at = at + "snda_".len();
        prop_assume!(text[at..=at] != to);
        text.replace_range(at..=at, &to);
        prop_assert_eq!(found(&text), []);
    }

    #[test]
    fn no_text_panics(text in "([snkdar_%5Ff\\\\u00=>\n é]|sndk_prod_|snda_){0,200}") {
        let _ = FoundToken::all_in(&text);
    }
}
