use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use sendook_crypto::Sha256Digester;
use sendook_domain::ports::SecretSource;
use sendook_domain::tokens::{IssuedToken, TokenKind};
use sendook_domain::values::Environment;

/// How many keys an organization has.
const KEYS_OF_ORGANIZATION: u32 = 10;

/// 2026-01-01T00:00:00Z in microseconds.
const CREATED_AT: u64 = 1_767_225_600_000_000;

/// Makes keys, and writes the rows of the tables `organizations`, `api_keys` and `api_key_secrets` into files of these names, in
/// the text form of PostgreSQL's `COPY`. The file `sample` gets at most `sample` of the keys themselves, spread evenly.
///
/// # Errors
/// A file that cannot be written; the source's.
pub fn write_keys(
    folder: &Path,
    count: u32,
    sample: u32,
    source: &dyn SecretSource,
) -> io::Result<()> {
    let file = |name: &str| File::create(folder.join(name)).map(BufWriter::new);
    let mut organizations = file("organizations")?;
    for number in 0..count.div_ceil(KEYS_OF_ORGANIZATION) {
        write!(organizations, "org_{number:026}\tLoad {number}\t")?;
        writeln!(organizations, "{CREATED_AT}\t{CREATED_AT}")?;
    }
    let (mut keys, mut sampled) = (file("api_keys")?, file("sample")?);
    let every = count.div_ceil(sample.max(1)).max(1);
    let mut secrets = Vec::new();
    for number in 0..count {
        let kind = TokenKind::ApiKey(Environment::Production);
        let token = IssuedToken::generate(kind, source).map_err(io::Error::other)?;
        let text = token.secret().expose();
        if number % every == 0 {
            writeln!(sampled, "{text}")?;
        }
        let organization = number / KEYS_OF_ORGANIZATION;
        write!(keys, "key_{number:026}\torg_{organization:026}\tLoad\t")?;
        write!(keys, "production\t1\tfull_access\t0\t")?;
        writeln!(keys, "{CREATED_AT}\t{CREATED_AT}")?;
        let last = text.as_bytes().last_chunk::<4>().copied();
        secrets.push((
            token.digest(&Sha256Digester),
            number,
            last.unwrap_or_default(),
        ));
    }
    // Each is stored next to the one before it: a hundred times faster than at random, once they outgrow memory.
    secrets.sort_unstable();
    let mut rows = file("api_key_secrets")?;
    for (digest, number, last) in secrets {
        rows.write_all(b"\\\\x")?;
        for byte in digest.as_bytes() {
            write!(rows, "{byte:02x}")?;
        }
        write!(rows, "\tkey_{number:026}\tsndk_prod_…")?;
        rows.write_all(&last)?;
        writeln!(rows, "\t{CREATED_AT}")?;
    }
    [organizations, keys, sampled, rows]
        .iter_mut()
        .try_for_each(Write::flush)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use sendook_domain::tokens::PlainToken;
    use sendook_testkit::SeededSecrets;

    use super::*;

    #[test]
    fn every_key_has_its_row_under_its_digest() {
        let folder = tempfile::tempdir().unwrap();
        write_keys(folder.path(), 25, 25, &SeededSecrets::new(7)).unwrap();
        let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
        let secrets = read("api_key_secrets");
        for (number, token) in read("sample").lines().enumerate() {
            let digest = PlainToken::parse(token).unwrap().digest(&Sha256Digester);
            let hex = digest.as_bytes().map(|byte| format!("{byte:02x}")).concat();
            let hint = format!("sndk_prod_…{}", &token[token.len() - 4..]);
            let row = format!("\\\\x{hex}\tkey_{number:026}\t{hint}\t{CREATED_AT}\n");
            assert!(secrets.contains(&row), "{row} is not in {secrets}");
        }
        assert!(secrets.lines().is_sorted());
        let lines = ["sample", "api_keys", "api_key_secrets", "organizations"]
            .map(|name| read(name).lines().count());
        assert_eq!(lines, [25, 25, 25, 3]);
    }
}
