use std::cell::Cell;
use std::sync::Arc;

use actix_web::web;
use chrono::TimeDelta;
use sendook_domain::entities::{AuditAction, Invitation, Role, Scope, User};
use sendook_domain::mail_dispatch::Delivery;
use sendook_domain::policies::RunTokenLifetime;
use sendook_domain::ports::{
    Accounts as _, Clock as _, Confirmation, Factors as _, InvitationCreation, Invitations as _,
    NewInvitation, Ports, RunTokenCreation, RunTokens as _,
};
use sendook_domain::values::{EmailAddress, Id};
use sendook_testkit::builders::{
    a_digest, a_factor, a_key, a_run_token, a_user, an_account_of, an_audit_event,
};
use sendook_testkit::{
    FakePasswordHasher, FixedClock, MemoryStore, TestWorld, UsageWriter, test_ports,
};
use sendook_web::{Api, ApiSettings};
use serde_json::{Value, json};

use super::methods::methods;
use super::{Account, Answer, Ask, Call, Credential, PASSWORD, Pair, api_on, serve};

/// The whole service on a store, a clock and a hasher of its own.
pub(crate) struct World {
    pub(crate) store: Arc<MemoryStore>,
    pub(crate) clock: Arc<FixedClock>,
    ports: Ports,
    pub(crate) passwords: Arc<FakePasswordHasher>,
    pub(crate) api: web::Data<Api>,
    usage: UsageWriter,
    call: Call,
    registered: Cell<u32>,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(|_| ()).await
    }

    /// And a person who has registered.
    pub(crate) async fn with_person() -> (Self, Account) {
        let world = Self::new().await;
        let person = world.register().await;
        (world, person)
    }

    /// And two people who have registered, each with an organization.
    pub(crate) async fn with_two() -> (Self, Account, Account) {
        let (world, person) = Self::with_person().await;
        let other = world.register().await;
        (world, person, other)
    }

    pub(crate) async fn with(change: impl FnOnce(&mut ApiSettings)) -> Self {
        Self::on(test_ports(), change).await
    }

    pub(crate) async fn on(test: TestWorld, change: impl FnOnce(&mut ApiSettings)) -> Self {
        let api = api_on(&test, |settings| {
            settings.services.mail = true;
            change(settings);
        });
        Self {
            store: test.store,
            clock: test.clock,
            ports: test.ports,
            passwords: test.passwords,
            usage: test.usage,
            call: serve(sendook_web::app(&api)).await,
            api,
            registered: Cell::new(0),
        }
    }

    /// Writes down how keys and sessions were used.
    pub(crate) fn flush(&self) {
        let credentials = &self.api.services.credentials;
        self.usage.flush(&self.ports, credentials).unwrap();
    }

    pub(crate) fn ask(&self, method: &str, path: &str) -> Ask {
        Ask::new(&self.call, method, path)
    }

    methods!();

    /// Registers one more person.
    pub(crate) async fn register(&self) -> Account {
        let number = self.registered.get() + 1;
        self.registered.set(number);
        let email = format!("Ada.{number}@example.com");
        let body = json!({"email": email, "password": PASSWORD, "first_name": "Ada"});
        let registered = self.post("/auth/register").json(&body).await.json(201);
        self.account(&registered).await
    }

    /// The account that this answer to a registration made.
    pub(crate) async fn account(&self, registered: &Value) -> Account {
        let whoami = self.get("/v1/whoami");
        let whoami = whoami.bearer(registered["token"].as_str().unwrap()).await;
        let session = whoami.json(200)["session"]["id"].clone();
        Account::new(&self.call, registered, session.as_str().unwrap().to_owned())
    }

    /// Logs in with the password that everybody here has, and gives the access token.
    pub(crate) async fn log_in(&self, email: &str) -> Credential {
        self.begin_session(email).await.access
    }

    /// Logs in with the password that everybody here has, and gives both tokens.
    pub(crate) async fn begin_session(&self, email: &str) -> Pair {
        self.begin_session_with(email, PASSWORD).await
    }

    /// Logs in with this password, and gives both tokens.
    pub(crate) async fn begin_session_with(&self, email: &str, password: &str) -> Pair {
        let body = json!({"email": email, "password": password});
        self.pair(&self.post("/auth/login").json(&body).await.json(200))
    }

    /// The tokens that a login or a refresh gave.
    pub(crate) fn pair(&self, answer: &Value) -> Pair {
        Pair {
            access: Credential::new(&self.call, &answer["token"]),
            refresh: Credential::new(&self.call, &answer["refreshToken"]),
        }
    }

    /// Trades a refresh token for these.
    pub(crate) async fn renewed(&self, token: &str) -> Pair {
        self.pair(&self.refresh(token).await.json(200))
    }

    /// Trades a refresh token.
    pub(crate) fn refresh(&self, token: &str) -> Ask {
        self.post("/auth/refresh")
            .json(&json!({"refreshToken": token}))
    }

    /// The token of a new link that sets this person's password.
    pub(crate) fn reset_token(&self, person: &Account) -> String {
        let user = self.ports.store.user(&person.user()).unwrap().unwrap();
        let issued = self.api.services.password_reset.issue(&user).unwrap();
        issued.unwrap().token.expose().to_owned()
    }

    /// Sends what waits, and gives the token that was mailed to this address last.
    pub(crate) fn mailed_token(&self, to: &str) -> String {
        self.send_mails(to).pop().unwrap()
    }

    /// Sends what waits, and gives the tokens that were mailed to this address.
    pub(crate) fn send_mails(&self, to: &str) -> Vec<String> {
        let dispatch = &self.api.services.mail_dispatch;
        let mut tokens = Vec::new();
        while let Some(sent) = dispatch.next().unwrap() {
            dispatch.settle(&sent, Delivery::Accepted).unwrap();
            if sent.mail.recipient.as_typed() == to {
                tokens.extend(sent.token.map(|token| token.expose().to_owned()));
            }
        }
        tokens
    }

    /// The time of the service, in seconds since the Unix epoch.
    pub(crate) fn unix_time(&self) -> i64 {
        self.clock.now().timestamp()
    }

    /// Makes a run token of this person's first key, by a secret of it, past the service.
    pub(crate) fn keep_run_token(&self, person: &Account, secret: &str) {
        let digest = self.ports.digester.digest(secret);
        let mut key = a_key(&person.organization());
        key.key.id = Id::parse(&person.key_id).unwrap();
        key.digest = digest;
        let mut new = a_run_token(&key);
        new.token.id = Id::parse(&person.run_token_id()).unwrap();
        (new.token.created_at, new.token.expires_at) = {
            let now = self.clock.now();
            (now, now + RunTokenLifetime::MAX)
        };
        new.token.scopes = [Scope::KeysWrite].into_iter().collect();
        let event = an_audit_event(AuditAction::RunTokenCreated);
        let created = self.store.create_run_token(&new, 9, &event, None).unwrap();
        assert_eq!(created, RunTokenCreation::Kept);
    }

    /// Makes another member of this person's organization, past the service.
    pub(crate) fn keep_colleague(&self, person: &Account) {
        let colleague = an_account_of(User {
            id: Id::parse(&person.colleague_id()).unwrap(),
            ..a_user()
        });
        let event = an_audit_event(AuditAction::Registered);
        self.store.open(&colleague, &event).unwrap();
        let (user, organization) = (&colleague.user.id, &person.organization());
        self.store.set_role(user, organization, Role::Member);
    }

    /// Gives this person a factor, past the service: one that counts, and of which nobody has the secret.
    pub(crate) fn keep_factor(&self, person: &Account) {
        let mut stored = a_factor(&person.user());
        stored.factor.id = Id::parse(&person.factor_id()).unwrap();
        self.store.offer_factor(&stored).unwrap();
        stored.factor.confirmed_at = Some(self.clock.now());
        let event = an_audit_event(AuditAction::FactorAdded);
        let kept = self
            .store
            .confirm_factor(&stored, &[a_digest()], &event, &[]);
        assert_ne!(kept.unwrap(), Confirmation::NotOffered);
    }

    /// Makes an invitation to this person's organization, past the service.
    pub(crate) fn keep_invitation(&self, person: &Account) {
        let now = self.clock.now();
        let new = NewInvitation {
            invitation: Invitation {
                id: Id::parse(&person.invitation_id()).unwrap(),
                organization_id: person.organization(),
                email: EmailAddress::parse("invited@example.com").unwrap(),
                role: Role::Member,
                created_by: person.user(),
                created_at: now,
                expires_at: now + TimeDelta::days(7),
            },
            digest: a_digest(),
            mails: Vec::new(),
        };
        let event = an_audit_event(AuditAction::InvitationCreated);
        let kept = self.store.invite(&new, &event, None).unwrap();
        assert_eq!(kept, InvitationCreation::Kept);
    }

    /// Asks who the holder of an access token is.
    pub(crate) fn user(&self, token: &str) -> Ask {
        self.get("/auth/user").bearer(token)
    }

    /// A request that any good key may make.
    pub(crate) async fn try_key(&self, key: &str) -> Answer {
        self.get("/v1/whoami").bearer(key).await
    }
}
