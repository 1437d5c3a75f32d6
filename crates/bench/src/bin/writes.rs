//! The yardstick of writes: the store alone, called in loops, with the transactions of the service's writing requests.

use std::error::Error;
use std::sync::Arc;
use std::thread::{self, ScopedJoinHandle};
use std::time::{Duration, Instant};

use clap::{Parser, ValueEnum};
use sendook_bench::tell;
use sendook_crypto::{Argon2Hasher, Argon2Settings, RingSecrets};
use sendook_domain::entities::{AuditAction, AuditEvent, Organization};
use sendook_domain::ports::{Accounts, ApiKeys, PasswordHasher};
use sendook_domain::values::{Id, Password};
use sendook_persistence::{SqlStore, StoreOptions};
use sendook_testkit::builders::{a_key, an_account, an_audit_event};
use serde_json::json;

/// Writes to a database again and again and prints how often per second, as a line of JSON
#[derive(Parser)]
struct Options {
    /// The database, which is made if it does not exist
    #[arg(long)]
    database_url: String,
    /// What is written
    #[arg(long)]
    what: What,
    /// How many loops at once
    #[arg(long, default_value_t = 1)]
    clients: u16,
    /// How long
    #[arg(long, default_value_t = 5.0)]
    seconds: f64,
    /// How long to run before that, unmeasured
    #[arg(long, default_value_t = 1.0)]
    warm_up: f64,
}

#[derive(Clone, Copy, ValueEnum)]
enum What {
    /// A key is created, and deleted: two transactions
    Keys,
    /// A password is hashed, and an account opened: one transaction
    Accounts,
}

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> Outcome<()> {
    let options = Options::parse();
    let store = SqlStore::open(&options.database_url, &StoreOptions::default())?;
    let account = an_account();
    let registered = an_audit_event(AuditAction::Registered);
    store.open(&account, &registered)?;
    let secrets = Arc::new(RingSecrets::new());
    let hasher = Argon2Hasher::new(Argon2Settings::default(), secrets)?;
    let work = || match options.what {
        What::Keys => create_and_delete(&store, &account.organization.id),
        What::Accounts => register(&store, &hasher),
    };
    let warm_up = Duration::try_from_secs_f64(options.warm_up)?;
    let measured = Duration::try_from_secs_f64(options.seconds)?;
    let rate: Outcome<f64> = thread::scope(|scope| {
        let one = || rate(warm_up, work).and_then(|_| rate(measured, work));
        let each = (0..options.clients).map(|_| scope.spawn(one));
        let each: Vec<_> = each.collect();
        let joined = each.into_iter().map(ScopedJoinHandle::join);
        joined.map(|rate| rate.expect("no write panics")).sum()
    });
    tell(json!({ "rate": rate? }));
    Ok(())
}

/// How often per second.
fn rate(measured: Duration, work: impl Fn() -> Outcome<()>) -> Outcome<f64> {
    let (start, mut count) = (Instant::now(), 0.0);
    while start.elapsed() < measured {
        work()?;
        count += 1.0;
    }
    Ok(count / start.elapsed().as_secs_f64())
}

fn create_and_delete(store: &SqlStore, organization: &Id<Organization>) -> Outcome<()> {
    let key = a_key(organization);
    let audit = |action| AuditEvent {
        organization_id: Some(organization.clone()),
        ..an_audit_event(action)
    };
    store.create_key(&key, &audit(AuditAction::KeyCreated), None)?;
    let deleted = audit(AuditAction::KeyDeleted);
    store.delete_key(organization, &key.key.id, &deleted)?;
    Ok(())
}

fn register(store: &SqlStore, hasher: &Argon2Hasher) -> Outcome<()> {
    let mut account = an_account();
    account.password_hash = hasher.hash(&Password::placeholder())?;
    let audit = AuditEvent {
        organization_id: Some(account.organization.id.clone()),
        user_id: Some(account.user.id.clone()),
        ..an_audit_event(AuditAction::Registered)
    };
    store.open(&account, &audit)?;
    Ok(())
}
