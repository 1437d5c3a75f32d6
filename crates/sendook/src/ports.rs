use std::sync::Arc;

use sendook_crypto::{
    RingAnswerSealer, RingHmac, RingSecrets, Sha256Digester, SystemClock, ZxcvbnStrength,
};
use sendook_domain::ports::{NoPasskeys, PasswordHasher, Ports, SecretSealer, Store};
use sendook_runtime::{RequestCounts, UsageTracker};

/// A program that has passkeys puts what verifies them in its place: it alone knows its address.
const NO_PASSKEYS: &str = "This service was built without passkeys.";

/// The adapters that are fit for production, over this store: the clock of the system, its random bytes, SHA-256 digests, and
/// counts of requests in the memory of this process. What hashes passwords and hides secrets, and what gathers the use of credentials, is handed in,
/// as both have to be looked after: see [`UsageTracker::new`]. Passkeys are refused.
pub fn ports(
    store: Arc<dyn Store>,
    secret_sealer: Arc<dyn SecretSealer>,
    passwords: Arc<dyn PasswordHasher>,
    usage: Arc<UsageTracker>,
) -> Ports {
    let secrets = Arc::new(RingSecrets::new());
    Ports {
        store,
        clock: Arc::new(SystemClock),
        secrets: secrets.clone(),
        sealer: Arc::new(RingAnswerSealer::new(secrets)),
        hmac: Arc::new(RingHmac),
        secret_sealer,
        digester: Arc::new(Sha256Digester),
        strength: Arc::new(ZxcvbnStrength),
        passwords,
        usage,
        requests: Arc::new(RequestCounts::default()),
        passkeys: Arc::new(NoPasskeys::because(&NO_PASSKEYS)),
    }
}
