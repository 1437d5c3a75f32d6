use std::collections::BTreeMap;

use sendook_domain::authorization::permission::{ReadInboxes, ReadKeys};
use sendook_domain::authorization::{Grant, Membership};
use sendook_domain::entities::{ApiKey, Inbox};
use sendook_domain::ports::StoreError;
use sendook_domain::values::{Id, InboxName};
use sendook_web::{Api, Problem};

/// How people call the keys and inboxes that the audit trail names by id.
pub(super) struct Things(BTreeMap<String, String>);

impl Things {
    /// Looks up everything that is named and still there, once.
    ///
    /// # Errors
    /// What the store reports.
    pub(super) fn find<'a>(
        api: &Api,
        viewer: &Membership,
        ids: impl Iterator<Item = &'a String>,
    ) -> Result<Self, Problem> {
        let (keys, inboxes) = (Grant::for_member(viewer)?, Grant::for_member(viewer)?);
        let mut names = BTreeMap::new();
        for id in ids {
            if !names.contains_key(id) {
                let name = name(api, &keys, &inboxes, id)?;
                names.insert(id.clone(), name.unwrap_or_default());
            }
        }
        Ok(Self(names))
    }

    /// The name; nothing for what is gone, or has none.
    pub(super) fn name(&self, id: &str) -> String {
        self.0.get(id).cloned().unwrap_or_default()
    }
}

fn name(
    api: &Api,
    keys: &Grant<ReadKeys>,
    inboxes: &Grant<ReadInboxes>,
    id: &str,
) -> Result<Option<String>, StoreError> {
    if id.starts_with("key_") {
        let Ok(id) = Id::<ApiKey>::parse(id) else {
            return Ok(None);
        };
        let key = api.keys.find(keys, &id)?;
        return Ok(key.map(|key| key.name.as_str().to_owned()));
    }
    if id.starts_with("inbox_") {
        let Ok(id) = Id::<Inbox>::parse(id) else {
            return Ok(None);
        };
        let inbox = api.inboxes.find(inboxes, &id)?;
        return Ok(inbox.map(|inbox| {
            let name = inbox.name.as_ref().map(InboxName::as_str);
            name.unwrap_or(inbox.address.as_str()).to_owned()
        }));
    }
    Ok(None)
}
