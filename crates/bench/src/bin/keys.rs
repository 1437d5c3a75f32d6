//! Makes the rows that `scripts/bench` fills a database with.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use clap::Parser;
use sendook_bench::KeyRows;
use sendook_testkit::SeededSecrets;

/// Writes rows of API keys as text, and the keys themselves
#[derive(Parser)]
struct Options {
    /// How many keys
    #[arg(long)]
    count: usize,
    /// How many of them at most, spread evenly, are written to `sample`
    #[arg(long)]
    sample: usize,
    /// The same seed makes the same keys
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Where the files `organizations`, `api_keys`, `api_key_secrets` and `sample` go
    folder: PathBuf,
}

fn main() -> io::Result<()> {
    let options = Options::parse();
    let file = |name: &str| File::create(options.folder.join(name)).map(BufWriter::new);
    let every = options.count.div_ceil(options.sample.max(1)).max(1);
    let mut sample = file("sample")?;
    let rows = KeyRows::make(
        options.count,
        &SeededSecrets::new(options.seed),
        |number, token| {
            if number % every == 0 {
                writeln!(sample, "{token}")?;
            }
            Ok(())
        },
    )?;
    sample.flush()?;
    let mut organizations = file("organizations")?;
    rows.write_organizations(&mut organizations)?;
    organizations.flush()?;
    let mut keys = file("api_keys")?;
    rows.write_keys(&mut keys)?;
    keys.flush()?;
    let mut secrets = file("api_key_secrets")?;
    rows.write_secrets(&mut secrets)?;
    secrets.flush()
}
