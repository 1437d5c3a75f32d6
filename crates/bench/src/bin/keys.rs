//! Makes the rows that `scripts/bench` fills a database with.

use std::io;
use std::path::PathBuf;

use clap::Parser;
use sendook_bench::write_keys;
use sendook_testkit::SeededSecrets;

/// Writes rows of API keys as text, and the keys themselves
#[derive(Parser)]
struct Options {
    /// How many keys
    #[arg(long)]
    count: u32,
    /// How many of them at most, spread evenly, are written to `sample`
    #[arg(long)]
    sample: u32,
    /// Where the files `organizations`, `api_keys`, `api_key_secrets` and `sample` go
    folder: PathBuf,
}

fn main() -> io::Result<()> {
    let options = Options::parse();
    let secrets = SeededSecrets::new(1);
    write_keys(&options.folder, options.count, options.sample, &secrets)
}
