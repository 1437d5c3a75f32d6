use std::collections::BTreeMap;

use sendook_domain::authorization::Grant;
use sendook_domain::entities::{ApiKey, Inbox};
use sendook_domain::ports::StoreError;
use sendook_domain::values::{Id, InboxName};
use sendook_web::Api;

/// How people call the keys and inboxes that the audit trail names by id.
pub(super) struct Things(BTreeMap<String, String>);

impl Things {
    /// Looks up everything that is named and still there, once.
    ///
    /// # Errors
    /// What the store reports.
    pub(super) fn find<'a>(
        api: &Api,
        grant: &Grant,
        ids: impl Iterator<Item = &'a String>,
    ) -> Result<Self, StoreError> {
        let mut names = BTreeMap::new();
        for id in ids {
            if !names.contains_key(id) {
                names.insert(id.clone(), name(api, grant, id)?.unwrap_or_default());
            }
        }
        Ok(Self(names))
    }

    /// The name; nothing for what is gone, or has none.
    pub(super) fn name(&self, id: &str) -> String {
        self.0.get(id).cloned().unwrap_or_default()
    }
}

fn name(api: &Api, grant: &Grant, id: &str) -> Result<Option<String>, StoreError> {
    if id.starts_with("key_") {
        let Ok(id) = Id::<ApiKey>::parse(id) else {
            return Ok(None);
        };
        let key = api.keys.find(grant, &id)?;
        return Ok(key.map(|key| key.name.as_str().to_owned()));
    }
    if id.starts_with("inbox_") {
        let Ok(id) = Id::<Inbox>::parse(id) else {
            return Ok(None);
        };
        let inbox = api.inboxes.find(grant, &id)?;
        return Ok(inbox.map(|inbox| {
            let name = inbox.name.as_ref().map(InboxName::as_str);
            name.unwrap_or(inbox.address.as_str()).to_owned()
        }));
    }
    Ok(None)
}
