use sendook_domain::authorization::Membership;
use sendook_domain::entities::{ApiKey, KeyMaker};
use sendook_web::{Api, Problem};

use super::people::People;
use super::things::Things;

/// How pages call who or what made a key.
pub(super) struct Makers {
    people: People,
    keys: Things,
}

impl Makers {
    /// Looks up every maker of these keys, once.
    ///
    /// # Errors
    /// What the store reports.
    pub(super) fn find(api: &Api, viewer: &Membership, keys: &[ApiKey]) -> Result<Self, Problem> {
        let users = keys.iter().filter_map(|key| match &key.created_by {
            Some(KeyMaker::User(user)) => Some(user),
            _ => None,
        });
        let made_by_keys = keys.iter().filter_map(|key| match &key.created_by {
            Some(KeyMaker::Key(key)) => Some(key.to_string()),
            _ => None,
        });
        let made_by_keys: Vec<String> = made_by_keys.collect();
        Ok(Self {
            people: People::find(api, viewer, users)?,
            keys: Things::find(api, viewer, made_by_keys.iter())?,
        })
    }

    /// A person by name, or a key by its name while it is there, else by its id.
    pub(super) fn name(&self, key: &ApiKey) -> String {
        match &key.created_by {
            Some(KeyMaker::User(user)) => self.people.name(user),
            Some(KeyMaker::Key(maker)) => {
                let name = self.keys.name(maker.as_str());
                if name.is_empty() {
                    format!("the deleted key {maker}")
                } else {
                    format!("the key “{name}”")
                }
            }
            // A key that was made by a key before makers were noted, or by somebody whose account is gone.
            None => "an API key".to_owned(),
        }
    }
}
