use chrono::{Duration, SecondsFormat};
use sendook_domain::entities::Role;
use sendook_domain::ports::Clock as _;
use serde_json::json;

use crate::support::{Account, Answer, Ask, Credential, Route, World};

/// A world with an organization, a person of each role towards it, and credentials in every condition.
pub(super) struct Cast {
    pub(super) world: World,
    /// Its `key_id` is that of a key which any key that may manage keys may change, and which is being rotated.
    pub(super) owner: Account,
    pub(super) admin: Account,
    pub(super) member: Account,
    /// Owns another organization, and has no place in this one.
    pub(super) stranger: Account,
    pub(super) expired_token: Credential,
    pub(super) ended_token: Credential,
    pub(super) expired_key: Credential,
    pub(super) disabled_key: Credential,
    pub(super) deleted_key: Credential,
    pub(super) ended_run_token: Credential,
    pub(super) expired_run_token: Credential,
}

impl Cast {
    pub(super) async fn gather() -> Self {
        let world = World::new().await;
        let mut owner = world.register().await;
        let in_an_hour = world.clock.now() + Duration::hours(1);
        let in_an_hour = in_an_hour.to_rfc3339_opts(SecondsFormat::Secs, true);
        let expiring = json!({"name": "Expiring", "expires_at": in_an_hour});
        let (_, expired_key) = owner.create_key(&expiring).await;
        let expired_token = owner.token.clone();
        let expired_run_token = owner.key.run_token(&json!({})).await;
        world.clock.advance(Duration::hours(25));

        let session = world.begin_session(&owner.email).await;
        (owner.token, owner.refresh_token) = (session.access, session.refresh);
        let ended_token = world.log_in(&owner.email).await;
        let logout = ended_token.post("/auth/logout");
        logout.json(&json!({"scope": "current"})).await.json(200);
        let (id, disabled_key) = owner.create_key(&json!({"name": "Disabled"})).await;
        let disable = owner.patch(&format!("/api_keys/{id}"));
        disable.json(&json!({"active": false})).await.json(200);
        let (id, deleted_key) = owner.create_key(&json!({"name": "Deleted"})).await;
        owner.delete(&format!("/api_keys/{id}")).await.json(200);
        let target = json!({"name": "Target", "scopes": ["keys:write"]});
        let (id, secret) = owner.create_key(&target).await;
        owner.key_id = id;
        world.keep_run_token(&owner, &secret);
        owner.rotated().await;
        let ended_run_token = owner.key.run_token(&json!({})).await;
        ended_run_token.delete("/v1/whoami").await.json(200);

        let (admin, member) = (world.register().await, world.register().await);
        for (person, role) in [(&admin, Role::Admin), (&member, Role::Member)] {
            world
                .store
                .set_role(&person.user(), &owner.organization(), role);
        }
        world.keep_colleague(&owner);
        world.keep_invitation(&owner);
        let stranger = world.register().await;
        Self {
            world,
            owner,
            admin,
            member,
            stranger,
            expired_token,
            ended_token,
            expired_key,
            disabled_key,
            deleted_key,
            ended_run_token,
            expired_run_token,
        }
    }

    /// A person with this role in the organization.
    pub(super) fn of_role(&self, role: Role) -> &Account {
        match role {
            Role::Owner => &self.owner,
            Role::Admin => &self.admin,
            Role::Member => &self.member,
        }
    }

    /// The request of a route to the organization and what it owns.
    pub(super) fn ask(&self, route: &Route, credential: Option<&str>) -> Ask {
        let ask = route.ask(&self.world, &self.owner);
        match credential {
            Some(credential) => ask.bearer(credential),
            None => ask,
        }
    }

    /// The answer to a request that must change nothing.
    pub(super) async fn refused(&self, route: &Route, credential: Option<&str>) -> Answer {
        let before = self.world.store.audit_events();
        let answer = self.ask(route, credential).await;
        assert_eq!(
            self.world.store.audit_events(),
            before,
            "{route:?} {credential:?}"
        );
        answer
    }
}
