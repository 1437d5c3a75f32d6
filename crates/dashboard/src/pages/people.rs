use std::collections::BTreeMap;

use actix_web::web;
use sendook_domain::authorization::{Grant, Membership};
use sendook_domain::entities::{Actor, User};
use sendook_domain::values::Id;
use sendook_web::{Api, Problem};

use crate::view::full_name;

/// Who is no member any more.
const LEFT: &str = "somebody who left";

/// How pages call the people of an organization.
pub(super) struct People {
    viewer: Id<User>,
    names: BTreeMap<Id<User>, String>,
}

impl People {
    /// Looks up everybody who is named, once.
    ///
    /// # Errors
    /// What the store reports.
    pub(super) fn find<'a>(
        api: &Api,
        viewer: &Membership,
        ids: impl Iterator<Item = &'a Id<User>>,
    ) -> Result<Self, Problem> {
        let grant = Grant::for_member(viewer)?;
        let viewer = viewer.session().user_id();
        let mut names = BTreeMap::new();
        for id in ids {
            if id != viewer && !names.contains_key(id) {
                let member = api.organizations.member(&grant, id)?;
                let name = member.map_or(LEFT.to_owned(), |user| full_name(&user));
                names.insert(id.clone(), name);
            }
        }
        let viewer = viewer.clone();
        Ok(Self { viewer, names })
    }

    pub(super) fn name(&self, id: &Id<User>) -> String {
        if *id == self.viewer {
            return "you".to_owned();
        }
        let known = self.names.get(id).cloned();
        known.unwrap_or_else(|| LEFT.to_owned())
    }

    pub(super) fn actor(&self, actor: &Actor) -> String {
        match actor {
            Actor::User(id) if *id == self.viewer => "You".to_owned(),
            Actor::User(id) => self.name(id),
            Actor::Key(id) => format!("API key {id}"),
            Actor::Operator => "An operator".to_owned(),
            Actor::Anonymous => "Nobody known".to_owned(),
        }
    }
}

/// The service, shared with the thread that asks it.
pub(super) type SharedApi = web::Data<Api>;
