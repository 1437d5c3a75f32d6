use sendook_domain::values::Id;
use serde::Deserialize;

/// The last segment of a path: the id of one thing. Not checked yet, as a caller without a permission must
/// not learn what is wrong with it.
#[derive(Deserialize)]
pub struct ItemPath {
    id: String,
}

impl ItemPath {
    /// The id. `None`: no id of anything.
    pub fn id<T>(&self) -> Option<Id<T>> {
        Id::parse(&self.id).ok()
    }
}
