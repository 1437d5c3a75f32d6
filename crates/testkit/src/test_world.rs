use std::sync::Arc;

use sendook_domain::ports::Ports;
use sendook_passkeys::{RelyingParty, WebauthnVerifier};
use sendook_runtime::{RequestCounts, UsageTracker, UsageWriter};

use crate::fakes::{
    FakeAnswerSealer, FakeDigester, FakeHmac, FakePasswordHasher, FakeSecretSealer, FakeStrength,
    FixedClock, SeededSecrets,
};
use crate::memory::MemoryStore;

/// Where passkeys work in these worlds.
pub const PASSKEY_ORIGIN: &str = "http://localhost:8006";

/// Every port as a fake, but for what verifies passkeys, and the handles to steer them.
///
/// Give `world.ports.clone()` to a use case; then move `world.clock`, break `world.store` or raise the
/// settings of `world.passwords`, and watch what it does.
pub struct TestWorld {
    /// The ports of the use cases.
    pub ports: Ports,
    /// The store behind `ports`.
    pub store: Arc<MemoryStore>,
    /// The clock behind `ports`.
    pub clock: Arc<FixedClock>,
    /// The password hasher behind `ports`.
    pub passwords: Arc<FakePasswordHasher>,
    /// The sealer of secrets behind `ports`.
    pub secret_sealer: Arc<FakeSecretSealer>,
    /// Unflushed uses, behind `ports`.
    pub usage: UsageWriter,
}

/// A world of its own, always the same at the start.
pub fn test_ports() -> TestWorld {
    test_ports_with_seed(0)
}

/// A world whose ids and credentials follow from `seed`. Two worlds with one seed draw the same ones.
pub fn test_ports_with_seed(seed: u64) -> TestWorld {
    let store = Arc::new(MemoryStore::new());
    let clock = Arc::new(FixedClock::new());
    let passwords = Arc::new(FakePasswordHasher::new());
    let (tracker, usage) = UsageTracker::new();
    let secret_sealer = Arc::new(FakeSecretSealer::new());
    let ports = Ports {
        store: store.clone(),
        clock: clock.clone(),
        secrets: Arc::new(SeededSecrets::new(seed)),
        digester: Arc::new(FakeDigester),
        sealer: Arc::new(FakeAnswerSealer),
        hmac: Arc::new(FakeHmac),
        secret_sealer: secret_sealer.clone(),
        passwords: passwords.clone(),
        strength: Arc::new(FakeStrength::default()),
        usage: tracker,
        requests: Arc::new(RequestCounts::default()),
        passkeys: Arc::new(verifier()),
    };
    TestWorld {
        ports,
        store,
        clock,
        passwords,
        secret_sealer,
        usage,
    }
}

fn verifier() -> WebauthnVerifier {
    let party = RelyingParty::at(PASSKEY_ORIGIN).expect("a relying party");
    WebauthnVerifier::new(party, "Sendook")
}

impl TestWorld {
    /// Another server on the same store and clock, with unflushed uses and counts of requests of its own.
    #[must_use]
    pub fn other_server(&self) -> Self {
        let (tracker, usage) = UsageTracker::new();
        Self {
            ports: Ports {
                usage: tracker,
                requests: Arc::new(RequestCounts::default()),
                ..self.ports.clone()
            },
            store: self.store.clone(),
            clock: self.clock.clone(),
            passwords: self.passwords.clone(),
            secret_sealer: self.secret_sealer.clone(),
            usage,
        }
    }
}
