use std::fmt::Write as _;

use super::format::{LEGACY, TokenKind, checksum, draw};
use crate::ports::{Digester, RandomError, SecretSource};
use crate::values::Digest;
use crate::values::Secret;

/// A credential that was just made. It is shown once, in the answer that made it.
#[derive(Debug, Clone)]
pub struct IssuedToken {
    kind: TokenKind,
    text: Secret,
}

impl IssuedToken {
    /// Draws a new credential of 178 random bits, or of 384 for the legacy kind.
    pub fn generate(kind: TokenKind, source: &dyn SecretSource) -> Result<Self, RandomError> {
        if kind == TokenKind::Legacy {
            return Self::legacy(source);
        }
        let body = Secret::new(draw(source)?);
        let mut text = String::with_capacity(48);
        text.push_str(kind.prefix());
        text.push_str(body.expose());
        text.extend(checksum(body.expose().as_bytes()).map(char::from));
        Ok(Self {
            kind,
            text: Secret::new(text),
        })
    }

    fn legacy(source: &dyn SecretSource) -> Result<Self, RandomError> {
        let mut random = [0_u8; LEGACY / 2];
        source.fill(&mut random)?;
        let mut text = String::with_capacity(LEGACY);
        for byte in random {
            // Writing to a text cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        Ok(Self {
            kind: TokenKind::Legacy,
            text: Secret::new(text),
        })
    }

    /// What a store keeps of it.
    pub fn digest(&self, digester: &dyn Digester) -> Digest {
        digester.digest(self.text.expose())
    }

    /// What people tell it apart by: its prefix, an ellipsis and its last four characters.
    pub fn hint(&self) -> String {
        hint(self.kind, self.text.expose())
    }

    /// The credential, to be shown once.
    pub fn secret(&self) -> &Secret {
        &self.text
    }
}

/// The hint of a text that is a credential of this kind.
pub(super) fn hint(kind: TokenKind, text: &str) -> String {
    format!("{}…{}", kind.prefix(), &text[text.len() - 4..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::PlainToken;

    struct Sevens;
    impl SecretSource for Sevens {
        fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
            bytes.fill(7);
            Ok(())
        }
    }

    #[test]
    fn what_is_issued_parses() {
        for kind in TokenKind::ALL {
            let token = IssuedToken::generate(kind, &Sevens).unwrap();
            let text = token.secret().expose();
            assert_eq!(PlainToken::parse(text).unwrap().kind(), kind);
            let begins = match kind {
                TokenKind::Legacy => "07070707".to_owned(),
                _ => format!("{}777777", kind.prefix()),
            };
            assert!(text.starts_with(&begins), "{text}");
            assert_eq!(
                token.hint(),
                format!("{}…{}", kind.prefix(), &text[text.len() - 4..])
            );
        }
    }
}
