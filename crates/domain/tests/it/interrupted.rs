use std::sync::{Arc, Mutex};

use sendook_domain::ports::{Ports, RandomError, SecretSource};

/// Draws as usual, but runs a concurrent action just before the first draw: a use case draws between what it
/// reads and what it writes.
struct Interrupted {
    secrets: Arc<dyn SecretSource>,
    rival: Mutex<Option<Rival>>,
}

type Rival = Box<dyn FnOnce() + Send>;

impl SecretSource for Interrupted {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
        let rival = self.rival.lock().unwrap().take();
        if let Some(act) = rival {
            act();
        }
        self.secrets.fill(bytes)
    }
}

/// The same ports, for one use case that a concurrent action interrupts.
pub(crate) fn interrupted(ports: &Ports, rival: impl FnOnce() + Send + 'static) -> Ports {
    Ports {
        secrets: Arc::new(Interrupted {
            secrets: ports.secrets.clone(),
            rival: Mutex::new(Some(Box::new(rival))),
        }),
        ..ports.clone()
    }
}
