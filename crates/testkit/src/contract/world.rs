use std::sync::Arc;

use sendook_domain::entities::AuditEvent;
use sendook_domain::ports::Store;
use sendook_domain::values::Id;

/// A fresh, empty store of its own for one test.
pub trait World {
    /// The store as one server sees it.
    fn store(&self) -> Arc<dyn Store>;

    /// The same store as another server sees it: opened for itself, sharing nothing but what is kept.
    fn other_server(&self) -> Arc<dyn Store>;

    /// The ids of all audit lines that are kept, in any order.
    fn audit_ids(&self) -> Vec<Id<AuditEvent>>;
}
