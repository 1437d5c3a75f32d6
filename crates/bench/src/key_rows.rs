use std::io::{self, Write};

use sendook_crypto::Sha256Digester;
use sendook_domain::ports::{SecretSource, StoreError};
use sendook_domain::tokens::{IssuedToken, TokenKind};
use sendook_domain::values::{Digest, Environment};

/// How many keys an organization has.
const KEYS_OF_ORGANIZATION: usize = 10;

/// 2026-01-01T00:00:00Z in microseconds.
const CREATED_AT: u64 = 1_767_225_600_000_000;

/// Rows of keys, as the tables `organizations`, `api_keys` and `api_key_secrets` hold them, in the text form of
/// PostgreSQL's `COPY`.
#[derive(Debug)]
pub struct KeyRows {
    /// Rising.
    digests: Vec<(Digest, Ordinal, [u8; 4])>,
    count: usize,
}

/// Which key it is, of at most 2^32.
type Ordinal = u32;

impl KeyRows {
    /// Makes keys, and tells each to `issued` as it comes.
    ///
    /// # Errors
    /// What the source or `issued` report; more keys than 2^32.
    pub fn make(
        count: usize,
        source: &dyn SecretSource,
        mut issued: impl FnMut(usize, &str) -> io::Result<()>,
    ) -> io::Result<Self> {
        let kind = TokenKind::ApiKey(Environment::Production);
        let mut digests = Vec::with_capacity(count);
        for number in 0..count {
            let token = IssuedToken::generate(kind, source).map_err(store_error)?;
            let text = token.secret().expose();
            let last = text
                .as_bytes()
                .last_chunk()
                .ok_or(io::ErrorKind::InvalidData)?;
            let ordinal = Ordinal::try_from(number).map_err(io::Error::other)?;
            digests.push((token.digest(&Sha256Digester), ordinal, *last));
            issued(number, text)?;
        }
        // Each lands beside the one before it: a hundred times faster than at random, once they outgrow memory.
        digests.sort_unstable();
        Ok(Self { digests, count })
    }

    /// `id, name, created_at, updated_at`.
    ///
    /// # Errors
    /// What the writer reports.
    pub fn write_organizations(&self, to: &mut impl Write) -> io::Result<()> {
        (0..self.count.div_ceil(KEYS_OF_ORGANIZATION)).try_for_each(|number| {
            writeln!(
                to,
                "org_{number:026}\tLoad {number}\t{CREATED_AT}\t{CREATED_AT}"
            )
        })
    }

    /// `id, organization_id, name, environment, active, scopes, restricted, created_at, updated_at`.
    ///
    /// # Errors
    /// What the writer reports.
    pub fn write_keys(&self, to: &mut impl Write) -> io::Result<()> {
        (0..self.count).try_for_each(|number| {
            let organization = number / KEYS_OF_ORGANIZATION;
            write!(
                to,
                "key_{number:026}\torg_{organization:026}\tLoad\tproduction\t1\t"
            )?;
            writeln!(to, "full_access\t0\t{CREATED_AT}\t{CREATED_AT}")
        })
    }

    /// `digest, api_key_id, hint, created_at`, by rising digest.
    ///
    /// # Errors
    /// What the writer reports.
    pub fn write_secrets(&self, to: &mut impl Write) -> io::Result<()> {
        for (digest, number, last) in &self.digests {
            to.write_all(b"\\\\x")?;
            for byte in digest.as_bytes() {
                write!(to, "{byte:02x}")?;
            }
            write!(to, "\tkey_{number:026}\tsndk_prod_…")?;
            to.write_all(last)?;
            writeln!(to, "\t{CREATED_AT}")?;
        }
        Ok(())
    }
}

fn store_error(error: StoreError) -> io::Error {
    io::Error::other(error)
}

#[cfg(test)]
mod tests {
    use sendook_domain::tokens::PlainToken;

    use super::*;
    use sendook_testkit::SeededSecrets;

    fn text(write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> String {
        let mut bytes = Vec::new();
        write(&mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn every_token_has_its_row_under_its_digest() {
        let mut tokens = Vec::new();
        let rows = KeyRows::make(25, &SeededSecrets::new(7), |number, token| {
            tokens.push((number, token.to_owned()));
            Ok(())
        });
        let rows = rows.unwrap();
        let secrets = text(|to| rows.write_secrets(to));
        for (number, token) in &tokens {
            let digest = PlainToken::parse(token).unwrap().digest(&Sha256Digester);
            let hex = digest.as_bytes().map(|byte| format!("{byte:02x}")).concat();
            let hint = format!("sndk_prod_…{}", &token[token.len() - 4..]);
            let row = format!("\\\\x{hex}\tkey_{number:026}\t{hint}\t{CREATED_AT}\n");
            assert!(secrets.contains(&row), "{row} is not in {secrets}");
        }
        let lines: Vec<_> = secrets.lines().collect();
        assert!(lines.len() == 25 && lines.is_sorted());
        assert_eq!(text(|to| rows.write_keys(to)).lines().count(), 25);
        assert_eq!(text(|to| rows.write_organizations(to)).lines().count(), 3);
    }
}
