use std::sync::Arc;

use sendook_domain::entities::AuditEvent;
use sendook_domain::ports::Store;
use sendook_domain::values::Id;
use sendook_testkit::MemoryStore;
use sendook_testkit::contract::World;

struct MemoryWorld(Arc<MemoryStore>);

impl World for MemoryWorld {
    fn store(&self) -> Arc<dyn Store> {
        self.0.clone()
    }

    fn other_server(&self) -> Arc<dyn Store> {
        self.0.clone()
    }

    fn audit_ids(&self) -> Vec<Id<AuditEvent>> {
        let events = self.0.audit_events();
        events.into_iter().map(|event| event.id).collect()
    }
}

fn make() -> MemoryWorld {
    MemoryWorld(Arc::new(MemoryStore::new()))
}

sendook_testkit::contract_tests!(make);
