use sendook_domain::authorization::Grant;
use sendook_domain::entities::{Actor, ApiKey, AuditAction, AuditEvent};
use sendook_domain::ports::{AuditFilter, Pagination};
use sendook_domain::values::Id;
use sendook_web::{Api, Problem};

use super::{DELETED, Names, is_called_so};
use crate::view::full_name;

/// Who did something, or to whom or what it was done.
pub(in crate::pages) struct Party {
    /// Empty where there is none.
    pub(in crate::pages) id: String,
    pub(in crate::pages) name: String,
}

impl Party {
    fn new(id: &str, name: String) -> Self {
        Self {
            id: id.to_owned(),
            name,
        }
    }

    /// Whether this is its name, or was before it was deleted.
    pub(in crate::pages) fn is_called(&self, name: &str) -> bool {
        self.name.strip_suffix(DELETED).unwrap_or(&self.name) == name
    }
}

impl Names {
    /// Looks up the people and things that these lines of the audit trail name.
    ///
    /// # Errors
    /// What the store reports.
    pub(in crate::pages) fn find_named(
        &mut self,
        api: &Api,
        events: &[AuditEvent],
    ) -> Result<(), Problem> {
        for event in events {
            match &event.actor {
                Actor::User(id) => self.find_person(api, id)?,
                Actor::Key(id) => self.find_key(api, id)?,
                Actor::RunToken(run) => self.find_key(api, &run.key_id)?,
                Actor::Operator | Actor::Anonymous => {}
            }
            if let Some(account) = &event.user_id {
                self.find_person(api, account)?;
            }
            if let Some(target) = &event.target {
                self.find_thing(api, target)?;
            }
        }
        self.find_deleted(api, events)
    }

    /// Looks up how the keys and inboxes that these lines name were called that are gone: the lines about their deletion say
    /// it, which are newer than these.
    fn find_deleted(&mut self, api: &Api, events: &[AuditEvent]) -> Result<(), Problem> {
        for (prefix, action) in [
            ("key_", AuditAction::KeyDeleted),
            ("inbox_", AuditAction::InboxDeleted),
        ] {
            let mut things = self.things.iter();
            if !things.any(|(id, thing)| is_called_so(id, prefix) && thing.name.is_empty()) {
                continue;
            }
            let filter = AuditFilter {
                action: Some(action),
                since: events.iter().map(|event| event.at).min(),
                ..AuditFilter::default()
            };
            let grant = Grant::for_member(&self.viewer)?;
            let lines = api
                .services
                .audit
                .list(&grant, &filter, &Pagination::first())?;
            let named = lines.items.into_iter();
            for (id, name) in named.filter_map(|line| line.target.zip(line.detail)) {
                if action == AuditAction::KeyDeleted {
                    self.is_key(&id);
                }
                self.deleted.insert(id, name);
            }
        }
        Ok(())
    }

    fn find_key(&mut self, api: &Api, id: &Id<ApiKey>) -> Result<(), Problem> {
        self.find_thing(api, id.as_str())?;
        self.is_key(id.as_str());
        Ok(())
    }

    /// Notes of a thing that was looked up what an id of another Sendook does not say, once the key is gone.
    fn is_key(&mut self, id: &str) {
        if let Some(thing) = self.things.get_mut(id) {
            thing.is_key = true;
        }
    }

    /// Who did something.
    pub(in crate::pages) fn actor(&self, actor: &Actor) -> Party {
        let named = |id: &str, name| Party::new(id, name);
        match actor {
            Actor::User(id) if id == self.viewer.session().user_id() => {
                named(id.as_str(), "You".to_owned())
            }
            Actor::User(id) => named(id.as_str(), self.person(id)),
            Actor::Key(id) => named(id.as_str(), format!("the key {}", self.key(id.as_str()))),
            Actor::RunToken(run) => {
                let key = self.key(run.key_id.as_str());
                let run_token = match &run.label {
                    Some(label) => format!("the run token “{}”", label.as_str()),
                    None => format!("the run token {}", run.id),
                };
                named(run.key_id.as_str(), format!("{run_token} of the key {key}"))
            }
            Actor::Operator => named("", "An operator".to_owned()),
            Actor::Anonymous => named("", "Somebody not logged in".to_owned()),
        }
    }

    /// To what it was done, with an empty name if there is none. What was done to no thing was done to an account: a member's
    /// is shown with the e-mail address.
    pub(in crate::pages) fn target(&self, event: &AuditEvent) -> Option<Party> {
        if let Some(id) = &event.target {
            return Some(Party::new(id, self.thing_or_deleted(id)));
        }
        let account = event.user_id.as_ref();
        let account =
            account.filter(|id| !matches!(&event.actor, Actor::User(actor) if actor == *id))?;
        let email = self.member(account).map(|user| user.email.as_typed());
        Some(Party::new(
            account.as_str(),
            email.unwrap_or_default().to_owned(),
        ))
    }

    fn key(&self, id: &str) -> String {
        match self.thing_or_deleted(id) {
            name if name.is_empty() => id.to_owned(),
            name => format!("“{name}”"),
        }
    }

    /// The people and keys that were looked up, by id, to choose from.
    pub(in crate::pages) fn parties(&self) -> Vec<Party> {
        let people = self.people.values().flatten();
        let people = people.map(|user| Party::new(user.id.as_str(), full_name(user)));
        let keys = self.things.iter().filter(|(_, thing)| thing.is_key);
        let keys = keys.map(|(id, _)| Party::new(id, format!("Key {}", self.key(id))));
        people.chain(keys).collect()
    }
}
