//! Checks one key again and again over a real SQLite file, for `scripts/check-instructions`.

use std::error::Error;
use std::sync::Arc;

use clap::Parser;
use sendook_bench::CheckedKey;
use sendook_persistence::{SqlStore, StoreOptions};

/// Checks one API key so many times, over an SQLite file that is thrown away
#[derive(Parser)]
struct Options {
    /// How often
    #[arg(long)]
    count: usize,
}

fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::parse();
    let folder = tempfile::tempdir()?;
    let url = format!("sqlite://{}", folder.path().join("checks.db").display());
    let store = SqlStore::open(&url, &StoreOptions::default())?;
    let key = CheckedKey::in_store(Arc::new(store))?;
    for _ in 0..options.count {
        key.check()?;
    }
    Ok(())
}
