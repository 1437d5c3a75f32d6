use std::borrow::Cow;

use percent_encoding::percent_decode;

/// More layers of percent-encoding than a credential gets by mistake.
const LAYERS: usize = 8;

/// The text with an ellipsis in place of every word that holds a credential, percent-encoded ones included.
///
/// A credential in the wrong place, such as a path or a header in the trace of a dependency, may still be valid.
pub(super) fn without_credentials(text: &str) -> Cow<'_, str> {
    without(text, |word| holds_a_credential(word.as_bytes()))
}

/// The same, but prefixes alone and the hints of keys stay: people are told of them.
pub(super) fn without_secrets(text: &str) -> Cow<'_, str> {
    without(text, |word| {
        holds_a_credential(word.as_bytes()) && !is_prefix_or_hint(word)
    })
}

fn without(text: &str, is_left_out: impl Fn(&str) -> bool) -> Cow<'_, str> {
    // Every credential has a beginning with an underscore, however it is encoded.
    if !text.contains(['_', '%']) {
        return text.into();
    }
    let mut shown = String::new();
    let mut copied = 0;
    let mut at = 0;
    for word in text.split(separates) {
        if is_left_out(word) {
            shown.push_str(&text[copied..at]);
            shown.push('…');
            copied = at + word.len();
        }
        let after = &text[at + word.len()..];
        at += word.len() + after.chars().next().map_or(0, char::len_utf8);
    }
    if copied == 0 {
        return text.into();
    }
    shown.push_str(&text[copied..]);
    shown.into()
}

fn separates(c: char) -> bool {
    c.is_whitespace() || "/?&=#:;,\"'`()[]{}<>|\\".contains(c)
}

/// Whether there is no more in a row than a prefix and the end that a hint shows, as in `sndk_prod_…x4Qz`.
fn is_prefix_or_hint(word: &str) -> bool {
    const LONGEST: usize = "sndk_stage_".len() + 4;
    let stands_apart = |char: char| !char.is_ascii_alphanumeric() && char != '_';
    !word.contains('%') && word.split(stands_apart).all(|part| part.len() <= LONGEST)
}

fn holds_a_credential(word: &[u8]) -> bool {
    let mut word = Cow::Borrowed(word);
    for _ in 0..LAYERS {
        if begins_a_credential(&word) {
            return true;
        }
        if !word.contains(&b'%') {
            return false;
        }
        let decoded: Vec<u8> = percent_decode(&word).collect();
        if decoded == *word {
            return false;
        }
        word = decoded.into();
    }
    true
}

/// Whether it contains the prefix of some kind of credential and one more character: `sndk_p`.
fn begins_a_credential(word: &[u8]) -> bool {
    word.windows(6).any(|window| {
        window.starts_with(b"snd")
            && window[3].is_ascii_lowercase()
            && window[4] == b'_'
            && window[5].is_ascii_alphanumeric()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_left_out_however_they_are_encoded() {
        for (text, shown) in [
            ("/v1/inboxes/sndk_prod_abc", "/v1/inboxes/…"),
            ("/v1/sndk_prod_abc/x", "/v1/…/x"),
            ("/v1/%73ndk_prod_abc", "/v1/…"),
            ("/v1/sndk%5Fprod%5Fabc", "/v1/…"),
            ("/v1/sndk%255Fprod%255Fabc?a=b", "/v1/…?a=b"),
            ("/v1/%25252573nda%5Fabc", "/v1/…"),
            ("/v1/x%2Fsndr_abc", "/v1/…"),
            (
                "authorization: \"Bearer sndk_dev_abc\", x",
                "authorization: \"Bearer …\", x",
            ),
            ("a=sndr_abc&b=c; sid=snda_abc", "a=…&b=c; sid=…"),
            ("sndm_abc and sndi_abc", "… and …"),
            ("ключ=sndk_prod_abc", "ключ=…"),
        ] {
            assert_eq!(without_credentials(text), shown);
        }
        let layers = format!("/{}73ndk_prod_abc", "%25".repeat(20));
        assert!(!without_credentials(&layers).contains("ndk_prod_abc"));
    }

    #[test]
    fn what_holds_none_stays_as_it_is() {
        for text in [
            "",
            "/organizations/org_01jq/api_keys/key_01jq?cursor=key_1",
            "API keys start with \"sndk_\".",
            "100 % of /a%20b%ZZ%",
            "sound_proof handk_erchief",
        ] {
            assert_eq!(without_credentials(text), text);
        }
    }
}
