use sendook_domain::entities::{Role, Scope};

use super::{Account, Ask, World};

/// Who a route lets in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Audience {
    /// Everybody; a credential is not even looked at.
    Anyone,
    /// Anyone with an access token.
    Person,
    /// Members of the organization in the path, from this role on.
    Member(Role),
    /// Holders of a key with this scope.
    Key(Scope),
    /// Holders of a key, whatever it may do.
    AnyKey,
    /// Holders of either credential.
    Either,
}

/// One route of the contract, with a request that succeeds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Route {
    pub(crate) method: &'static str,
    /// `{organization}`, `{key}`, `{token}`, `{inbox}`, `{session}`, `{member}`, `{invitation}` and `{factor}` stand for ids.
    pub(crate) path: &'static str,
    pub(crate) audience: Audience,
    /// `{refresh}` stands for a refresh token, `{secret}` for an API key.
    pub(crate) body: &'static str,
    pub(crate) success: u16,
}

impl Route {
    /// The path with the ids of this person's organization, key, inbox and session.
    pub(crate) fn path_of(&self, person: &Account) -> String {
        self.path
            .replace("{organization}", &person.organization_id)
            .replace("{key}", &person.key_id)
            .replace("{token}", &person.run_token_id())
            .replace("{inbox}", &person.inbox_id)
            .replace("{session}", &person.session_id)
            .replace("{member}", &person.colleague_id())
            .replace("{invitation}", &person.invitation_id())
            .replace("{factor}", &person.factor_id())
    }

    /// Whether it is about a second factor that the person has.
    pub(crate) fn needs_factor(&self) -> bool {
        self.path.contains("{factor}") || self.path == "/auth/recovery-codes"
    }

    /// The credential of this person that the route requires.
    pub(crate) fn credential_of<'p>(&self, person: &'p Account) -> &'p str {
        match self.audience {
            Audience::Key(_) | Audience::AnyKey => &person.key,
            _ => &person.token,
        }
    }

    /// Begins the rotation, or makes the run token, the factor, the invitation or the member, that the route is to end, if it is one of those.
    pub(crate) async fn prepare(&self, world: &World, person: &Account) {
        if self.path.contains("/rotate/") {
            let rotate = person.path(&format!("/api_keys/{}/rotate", person.key_id));
            world.post(&rotate).bearer(&person.token).await.json(200);
        }
        if self.path.contains("{token}") {
            world.keep_run_token(person, &person.key);
        }
        if self.path.contains("{member}") {
            world.keep_colleague(person);
        }
        if self.needs_factor() {
            world.keep_factor(person);
        }
        if self.path.contains("{invitation}") {
            world.keep_invitation(person);
        }
    }

    /// The request to what this person has, without a credential.
    pub(crate) fn ask(&self, world: &World, person: &Account) -> Ask {
        let ask = world.ask(self.method, &self.path_of(person));
        if self.body.is_empty() {
            ask
        } else {
            let body = self.body.replace("{refresh}", &person.refresh_token);
            let body = body.replace("{secret}", &person.key);
            ask.raw("application/json", body)
        }
    }
}

pub(super) const fn route(
    method: &'static str,
    path: &'static str,
    audience: Audience,
    success: u16,
    body: &'static str,
) -> Route {
    Route {
        method,
        path,
        audience,
        body,
        success,
    }
}
