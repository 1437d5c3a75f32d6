use super::format::{TokenKind, checksum, draw};
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
    /// Draws a new credential of 178 random bits.
    pub fn generate(kind: TokenKind, source: &dyn SecretSource) -> Result<Self, RandomError> {
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

    /// What a store keeps of it.
    pub fn digest(&self, digester: &dyn Digester) -> Digest {
        digester.digest(self.text.expose())
    }

    /// What people tell it apart by: its prefix, an ellipsis and its last four characters.
    pub fn hint(&self) -> String {
        let text = self.text.expose();
        format!("{}…{}", self.kind.prefix(), &text[text.len() - 4..])
    }

    /// The credential, to be shown once.
    pub fn secret(&self) -> &Secret {
        &self.text
    }
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
            assert!(text.starts_with(&format!("{}777777", kind.prefix())));
            assert_eq!(
                token.hint(),
                format!("{}…{}", kind.prefix(), &text[text.len() - 4..])
            );
        }
    }
}
