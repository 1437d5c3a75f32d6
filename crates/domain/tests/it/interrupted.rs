use std::sync::{Arc, Mutex};

use sendook_domain::ports::{RandomError, SecretSource};

use crate::house::House;

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

/// Another server on the same store, whose next use case a concurrent action interrupts.
pub(crate) fn interrupted(house: &House, rival: impl FnOnce() + Send + 'static) -> House {
    house.with_secrets(Interrupted {
        secrets: house.world.ports.secrets.clone(),
        rival: Mutex::new(Some(Box::new(rival))),
    })
}
