//! A store of one's own, and the proof that it is one: `cargo test --example own_store` asks it for everything that the ports
//! demand, one test for each behaviour.
//!
//! The store here is that of the testkit, on ordinary maps. Read it before you write yours: it is the shortest one that is whole.

use std::sync::Arc;

use sendook::{Error, Sendook};
use sendook_testkit::MemoryStore as YourStore;

fn main() -> Result<(), Error> {
    let sendook = Sendook::on(Arc::new(YourStore::new())).open()?;
    assert!(sendook.key(None, None).is_err());
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use sendook::Id;
    use sendook::domain::entities::AuditEvent;
    use sendook::domain::ports::Store;
    use sendook_testkit::contract::World;

    use super::YourStore;

    /// A fresh store for one test. Two servers share what is kept, and nothing else.
    struct Fresh(Arc<YourStore>);

    impl World for Fresh {
        fn store(&self) -> Arc<dyn Store> {
            self.0.clone()
        }

        fn other_server(&self) -> Arc<dyn Store> {
            self.0.clone()
        }

        fn audit_ids(&self) -> Vec<Id<AuditEvent>> {
            let events = self.0.audit_events().into_iter();
            events.map(|event| event.id).collect()
        }
    }

    fn make() -> Fresh {
        Fresh(Arc::new(YourStore::new()))
    }

    sendook_testkit::contract_tests!(make);
}
