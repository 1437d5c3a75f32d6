use std::borrow::Cow;
use std::fmt;

use super::format::{BODY, CHECKSUM, LEGACY, TokenKind};
use super::plain::PlainToken;
use super::readings::{decoded, unwrapped};
use crate::ports::Digester;
use crate::values::Digest;
use crate::values::Secret;

/// How often a text is decoded: a link inside a link is encoded twice.
const MAX_DECODINGS: usize = 3;

/// What the prefixes of all kinds begin with.
const COMMON_PREFIX: &str = "snd";

/// A well-formed credential that was found inside a text. Whether it was ever issued, only a store can tell.
#[derive(Clone)]
pub struct FoundToken {
    kind: TokenKind,
    text: Secret,
}

/// Why a text is not searched for credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnsearchableText {
    /// More than [`FoundToken::MAX_TEXT`] bytes.
    #[error("The text is too long: at most 64 KiB.")]
    TooLong,
    /// More than [`FoundToken::MAX_FOUND`] credentials with a prefix.
    #[error("The text holds too many credentials: at most 100 at once. Send it in parts.")]
    TooManyCredentials,
}

impl FoundToken {
    /// The longest text that is searched, in bytes of UTF-8.
    pub const MAX_TEXT: usize = 64 * 1024;

    /// The most credentials with a prefix that a text may hold.
    pub const MAX_FOUND: usize = 100;

    /// The most words of the legacy kind that are found. Further ones are passed over: most are checksums (SHA-384), of which a text
    /// may have any number, and none of them may hide a credential that is surely one.
    pub const MAX_LEGACY: usize = 100;

    /// Finds every credential in a text, each once: whatever stands around it, percent-encoded or escaped as in JSON, and
    /// broken over lines. The checksum keeps out what only looks like one; of the legacy kind is each word of 96 hexadecimal digits.
    ///
    /// # Errors
    /// [`UnsearchableText`]; then nothing was found, rather than a part.
    pub fn all_in(text: &str) -> Result<Vec<Self>, UnsearchableText> {
        if text.len() > Self::MAX_TEXT {
            return Err(UnsearchableText::TooLong);
        }
        let mut found = Found::default();
        let mut reading = Secret::new(text.to_owned());
        for _ in 0..=MAX_DECODINGS {
            found.search(reading.expose())?;
            found.search(unwrapped(reading.expose()).expose())?;
            match decoded(reading.expose()) {
                Cow::Borrowed(_) => break,
                Cow::Owned(next) => reading = Secret::new(next),
            }
        }
        Ok(found.with_prefix.into_iter().chain(found.legacy).collect())
    }

    /// What its form says it is.
    pub fn kind(&self) -> TokenKind {
        self.kind
    }

    /// The digest under which a store would know it.
    pub fn digest(&self, digester: &dyn Digester) -> Digest {
        digester.digest(self.text.expose())
    }
}

/// What was found so far.
#[derive(Default)]
struct Found {
    with_prefix: Vec<FoundToken>,
    legacy: Vec<FoundToken>,
}

impl Found {
    fn search(&mut self, text: &str) -> Result<(), UnsearchableText> {
        let with_prefix = text.match_indices(COMMON_PREFIX);
        for candidate in with_prefix.filter_map(|(at, _)| candidate(&text[at..])) {
            if note(candidate, &mut self.with_prefix, FoundToken::MAX_FOUND).is_err() {
                return Err(UnsearchableText::TooManyCredentials);
            }
        }
        let words = text.split(|char: char| !char.is_ascii_alphanumeric());
        let mut words = words.filter(|word| word.len() == LEGACY);
        // Those beyond the limit are passed over.
        let _ = words.try_for_each(|word| note(word, &mut self.legacy, FoundToken::MAX_LEGACY));
        Ok(())
    }
}

/// No more are noted than this.
struct Full;

/// Notes a candidate once, if it is well-formed.
fn note(candidate: &str, found: &mut Vec<FoundToken>, most: usize) -> Result<(), Full> {
    let Ok(token) = PlainToken::parse(candidate) else {
        return Ok(());
    };
    if found.iter().any(|one| one.text.expose() == candidate) {
        return Ok(());
    }
    if found.len() == most {
        return Err(Full);
    }
    found.push(FoundToken {
        kind: token.kind(),
        text: Secret::new(candidate.to_owned()),
    });
    Ok(())
}

/// As much of the beginning of a text as a credential with its prefix is long.
fn candidate(text: &str) -> Option<&str> {
    let kind = TokenKind::of(text)?;
    text.get(..kind.prefix().len() + BODY + CHECKSUM)
}

impl fmt::Debug for FoundToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FoundToken({}…)", self.kind.prefix())
    }
}
