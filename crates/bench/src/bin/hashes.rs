//! How many password hashes one core does in a second, with the service's own hasher and defaults.

use std::error::Error;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Parser;
use sendook_bench::tell;
use sendook_crypto::{Argon2Hasher, Argon2Settings, HashQueueLimits, RingSecrets};
use sendook_domain::ports::PasswordHasher;
use sendook_domain::values::Password;
use serde_json::json;

/// Hashes one password after the other and prints how many a second, as a line of JSON
#[derive(Parser)]
struct Options {
    /// How long
    #[arg(long, default_value_t = 5.0)]
    seconds: f64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::parse();
    let one = HashQueueLimits {
        at_once: NonZeroUsize::MIN,
        waiting: 0,
        wait: Duration::ZERO,
    };
    let hasher = Argon2Hasher::new(Argon2Settings::default(), one, Arc::new(RingSecrets::new()))?;
    let password = Password::placeholder();
    hasher.hash(&password)?;
    let (start, mut count) = (Instant::now(), 0.0);
    while start.elapsed().as_secs_f64() < options.seconds {
        hasher.hash(&password)?;
        count += 1.0;
    }
    tell(json!({ "rate": count / start.elapsed().as_secs_f64() }));
    Ok(())
}
