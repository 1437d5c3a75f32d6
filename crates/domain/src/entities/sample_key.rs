use chrono::DateTime;

use super::{ApiKey, InboxScope, KeySecret, RequestLimits, ScopeSet};
use crate::values::{Environment, Id, KeyName};

impl ApiKey {
    /// A key for unit tests: good, unrestricted, never used.
    pub(crate) fn sample() -> Self {
        let epoch = DateTime::UNIX_EPOCH;
        Self {
            id: Id::new(epoch, [0; 8]),
            organization_id: Id::new(epoch, [0; 8]),
            name: KeyName::restore("Key".to_owned()),
            environment: Environment::Production,
            active: true,
            disabled_reason: None,
            scopes: ScopeSet::full(),
            inboxes: InboxScope::All,
            limits: RequestLimits::default(),
            expires_at: None,
            last_used_at: None,
            last_used_ip: None,
            request_count: 0,
            created_by: None,
            created_at: epoch,
            updated_at: epoch,
            secret: KeySecret {
                hint: String::new(),
                created_at: epoch,
                ends_at: None,
                last_used_at: None,
            },
            previous: None,
        }
    }
}
