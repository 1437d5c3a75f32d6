//! How pages call people, keys and inboxes.

mod in_trail;

use std::collections::BTreeMap;

use sendook_domain::authorization::{Grant, Membership};
use sendook_domain::entities::{ApiKey, Inbox, KeyMaker, User};
use sendook_domain::values::{Id, InboxName};
use sendook_web::{Api, Problem};

pub(super) use self::in_trail::Party;
use crate::person::Person;
use crate::view::full_name;

/// Follows the name of what is gone.
const DELETED: &str = " (deleted)";

/// Stands for a person who is no longer a member.
pub(super) const LEFT: &str = "somebody who left";

/// How pages call the people, keys and inboxes of an organization that others name by their ids. Each is looked up once.
pub(super) struct Names {
    viewer: Membership,
    /// The members; nothing for those who left.
    people: BTreeMap<Id<User>, Option<User>>,
    /// Keys and inboxes.
    things: BTreeMap<String, Thing>,
    /// Those that are gone, as they were called in the end.
    deleted: BTreeMap<String, String>,
}

/// A key or an inbox.
struct Thing {
    /// Empty if it is gone.
    name: String,
    is_key: bool,
}

impl Names {
    /// For the pages that this person sees.
    pub(super) fn of(person: &Person) -> Self {
        Self {
            viewer: person.membership.clone(),
            people: [(person.user.id.clone(), Some(person.user.clone()))].into(),
            things: BTreeMap::new(),
            deleted: BTreeMap::new(),
        }
    }

    /// Looks up every maker of these keys.
    ///
    /// # Errors
    /// What the store reports.
    pub(super) fn find_makers(&mut self, api: &Api, keys: &[ApiKey]) -> Result<(), Problem> {
        for key in keys {
            match &key.created_by {
                Some(KeyMaker::User(user)) => self.find_person(api, user)?,
                Some(KeyMaker::Key(key)) => self.find_thing(api, key.as_str())?,
                None => {}
            }
        }
        Ok(())
    }

    /// Looks up the person or the key with this id; nothing if it is empty.
    ///
    /// # Errors
    /// What the store reports.
    pub(super) fn find(&mut self, api: &Api, id: &str) -> Result<(), Problem> {
        if let Some(user) = id_of::<User>(id, "user_") {
            self.find_person(api, &user)?;
            if !is_imported(id) || self.member(&user).is_some() {
                return Ok(());
            }
        }
        self.find_thing(api, id)
    }

    fn find_person(&mut self, api: &Api, id: &Id<User>) -> Result<(), Problem> {
        if !self.people.contains_key(id) {
            let grant = Grant::for_member(&self.viewer)?;
            let member = api.services.organizations.member(&grant, id)?;
            self.people.insert(id.clone(), member.map(|(user, _)| user));
        }
        Ok(())
    }

    fn find_thing(&mut self, api: &Api, id: &str) -> Result<(), Problem> {
        if !self.things.contains_key(id) {
            let thing = thing(api, &self.viewer, id)?;
            self.things.insert(id.to_owned(), thing);
        }
        Ok(())
    }

    fn member(&self, id: &Id<User>) -> Option<&User> {
        self.people.get(id)?.as_ref()
    }

    fn person(&self, id: &Id<User>) -> String {
        if id == self.viewer.session().user_id() {
            return "you".to_owned();
        }
        self.member(id).map_or_else(|| LEFT.to_owned(), full_name)
    }

    /// The name of the person or the key with this id, or the id.
    pub(super) fn called(&self, id: &str) -> String {
        let user = id_of::<User>(id, "user_");
        let user = user.filter(|user| !is_imported(id) || self.member(user).is_some());
        match (user, self.thing_or_deleted(id)) {
            (Some(user), _) => self.person(&user),
            (None, name) if name.is_empty() => id.to_owned(),
            (None, name) => name,
        }
    }

    /// The name, if need be the last one before it was deleted.
    fn thing_or_deleted(&self, id: &str) -> String {
        match (self.thing(id), self.deleted.get(id)) {
            ("", Some(name)) => format!("{name}{DELETED}"),
            (name, _) => name.to_owned(),
        }
    }

    /// The name; nothing for what is gone, or has none.
    fn thing(&self, id: &str) -> &str {
        self.things.get(id).map_or("", |thing| &thing.name)
    }

    /// Who or what made a key: a person by name, or a key by its name while it is there, else by its id.
    pub(super) fn maker(&self, key: &ApiKey) -> String {
        match &key.created_by {
            Some(KeyMaker::User(user)) => self.person(user),
            Some(KeyMaker::Key(maker)) => match self.thing(maker.as_str()) {
                "" => format!("the deleted key {maker}"),
                name => format!("the key “{name}”"),
            },
            // A key that was made by a key before makers were noted, or by a person whose account is gone.
            None => "an API key".to_owned(),
        }
    }
}

fn thing(api: &Api, viewer: &Membership, id: &str) -> Result<Thing, Problem> {
    if let Some(id) = id_of::<ApiKey>(id, "key_") {
        let key = api.services.keys.find(&Grant::for_member(viewer)?, &id)?;
        if key.is_some() || !is_imported(id.as_str()) {
            let name = key.map(|key| key.name.as_str().to_owned());
            return Ok(Thing {
                name: name.unwrap_or_default(),
                is_key: true,
            });
        }
    }
    let mut name = None;
    if let Some(id) = id_of::<Inbox>(id, "inbox_") {
        let grant = Grant::for_member(viewer)?;
        name = api.services.inboxes.find(&grant, &id)?.map(|inbox| {
            let name = inbox.name.as_ref().map(InboxName::as_str);
            name.unwrap_or(inbox.address.as_str()).to_owned()
        });
    }
    Ok(Thing {
        name: name.unwrap_or_default(),
        is_key: false,
    })
}

fn id_of<T>(id: &str, prefix: &str) -> Option<Id<T>> {
    is_called_so(id, prefix).then(|| Id::parse(id).ok())?
}

/// Whether something of this prefix may have this id.
fn is_called_so(id: &str, prefix: &str) -> bool {
    id.starts_with(prefix) || is_imported(id)
}

/// Ids that come from another Sendook do not say what they are of.
fn is_imported(id: &str) -> bool {
    !id.is_empty() && !id.contains('_')
}
