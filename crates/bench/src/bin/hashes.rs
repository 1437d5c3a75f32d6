//! How many password hashes one core or all cores compute per second, with the service's own hasher and defaults.

use std::error::Error;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::thread::{self, ScopedJoinHandle, available_parallelism};
use std::time::Instant;

use clap::Parser;
use sendook_bench::tell;
use sendook_crypto::{Argon2Hasher, Argon2Settings, RingSecrets};
use sendook_domain::ports::{HashError, PasswordHasher};
use sendook_domain::values::Password;
use serde_json::json;

/// Hashes one password after the other and prints how many per second, as a line of JSON
#[derive(Parser)]
struct Options {
    /// How long
    #[arg(long, default_value_t = 5.0)]
    seconds: f64,
    /// On all cores at once, not on one
    #[arg(long)]
    all_cores: bool,
}

fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::parse();
    let at_once = if options.all_cores {
        available_parallelism()?
    } else {
        NonZeroUsize::MIN
    };
    let secrets = Arc::new(RingSecrets::new());
    let hasher = Argon2Hasher::new(Argon2Settings::default(), secrets)?;
    let rates: Result<Vec<f64>, HashError> = thread::scope(|scope| {
        let hash = || rate(&hasher, options.seconds);
        let cores: Vec<_> = (0..at_once.get()).map(|_| scope.spawn(hash)).collect();
        let joined = cores.into_iter().map(ScopedJoinHandle::join);
        joined.map(|rate| rate.expect("no hash panics")).collect()
    });
    let rate = rates?.iter().sum::<f64>();
    tell(json!({ "rate": rate, "cores": at_once }));
    Ok(())
}

fn rate(hasher: &Argon2Hasher, seconds: f64) -> Result<f64, HashError> {
    let password = Password::placeholder();
    hasher.hash(&password)?;
    let (start, mut count) = (Instant::now(), 0.0);
    while start.elapsed().as_secs_f64() < seconds {
        hasher.hash(&password)?;
        count += 1.0;
    }
    Ok(count / start.elapsed().as_secs_f64())
}
