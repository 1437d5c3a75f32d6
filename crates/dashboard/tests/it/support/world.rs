use std::slice;
use std::sync::Arc;

use actix_web::test::TestRequest;
use actix_web::web;
use chrono::TimeDelta;
use sendook_dashboard::Site;
use sendook_domain::entities::{AuditAction, Role};
use sendook_domain::mail_dispatch::Delivery;
use sendook_domain::policies::PROOF_IS_RECENT_FOR;
use sendook_domain::ports::{OrganizationChange, Organizations as _, Ports};
use sendook_domain::services::Services;
use sendook_domain::values::Id;
use sendook_testkit::builders::{a_moment, an_audit_event};
use sendook_testkit::{FakeSecretSealer, FixedClock, MemoryStore, test_ports};
use sendook_web::{Api, ApiSettings};

use super::{Answer, Browser, Call, PASSWORD, api_on, serve};

/// The whole service with its dashboard, on a store and a clock of its own.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) store: Arc<MemoryStore>,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) ports: Ports,
    pub(crate) secret_sealer: Arc<FakeSecretSealer>,
    api: web::Data<Api>,
    call: Call,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::at(Site::anywhere()).await
    }

    /// And the browser in which Ada has just signed up.
    pub(crate) async fn with_ada() -> (Self, Browser) {
        let world = Self::new().await;
        let ada = world.signed_up("ada@example.com").await;
        (world, ada)
    }

    pub(crate) async fn at(site: Site) -> Self {
        Self::with(site, |_| {}).await
    }

    /// With settings that differ from the usual.
    pub(crate) async fn with(site: Site, change: impl FnOnce(&mut ApiSettings)) -> Self {
        let test = test_ports();
        let api = api_on(&test, change);
        let app =
            sendook_web::app(&api).configure(|config| sendook_dashboard::configure(config, &site));
        Self {
            store: test.store,
            clock: test.clock,
            ports: test.ports,
            secret_sealer: test.secret_sealer,
            api,
            call: serve(app).await,
        }
    }

    /// One that sends mail.
    pub(crate) async fn with_mail() -> Self {
        Self::with(Site::anywhere(), |settings| settings.services.mail = true).await
    }

    /// Sends the mails that wait, and gives the tokens of the links that were mailed to this address.
    pub(crate) fn mailed_tokens(&self, to: &str) -> Vec<String> {
        let dispatch = &self.services().mail_dispatch;
        let mut tokens = Vec::new();
        while let Some(sent) = dispatch.next().unwrap() {
            dispatch.settle(&sent, Delivery::Accepted).unwrap();
            if sent.mail.recipient.as_typed() == to {
                tokens.extend(sent.token.map(|token| token.expose().to_owned()));
            }
        }
        tokens
    }

    /// Lets so much time pass that nobody has proved lately who they are.
    pub(crate) fn let_proofs_age(&self) {
        self.clock
            .advance(PROOF_IS_RECENT_FOR + TimeDelta::seconds(1));
    }

    /// The use cases of the service.
    pub(crate) fn services(&self) -> &Services {
        &self.api.services
    }

    pub(crate) async fn send(&self, request: TestRequest) -> Answer {
        (self.call)(request).await
    }

    /// A browser that has never been here.
    pub(crate) fn browser(&self) -> Browser {
        Browser::new(self)
    }

    /// A browser in which this person has just signed up.
    pub(crate) async fn signed_up(&self, email: &str) -> Browser {
        let browser = self.browser();
        let page = browser.sign_up(email).await;
        assert_eq!(page.status, 201, "{}", page.text);
        browser
    }

    /// Another browser, in which this person has just logged in.
    pub(crate) async fn logged_in(&self, email: &str) -> Browser {
        let browser = self.browser();
        browser.log_in(email, PASSWORD, "").await.location();
        browser
    }

    /// With which status the API answers to a key.
    pub(crate) async fn with_key(&self, key: &str) -> u16 {
        self.with_key_at("/v1/whoami", key).await
    }

    pub(crate) async fn with_key_at(&self, path: &str, key: &str) -> u16 {
        let request = TestRequest::with_uri(path);
        let bearer = ("authorization", format!("Bearer {key}"));
        self.send(request.insert_header(bearer)).await.status
    }

    /// Another person, who is a member of the organization of this one, and works in it.
    pub(crate) async fn colleague(&self, owner: &Browser, role: Role) -> Browser {
        let max = self.signed_up("max@example.com").await;
        self.join(&max, owner, role).await;
        max
    }

    /// From now on, the organization of this person requires a second factor of its members.
    pub(crate) async fn require_second_factor(&self, member: &Browser) {
        let organization = Id::parse(&member.organization_id().await).unwrap();
        let event = an_audit_event(AuditAction::SecondFactorRequirementChanged);
        let required = self.store.change_organization(
            &organization,
            &OrganizationChange::second_factor(true),
            a_moment(),
            slice::from_ref(&event),
        );
        required.unwrap();
    }

    /// Makes the person of one browser a member of the organization of another's, who then works in it.
    pub(crate) async fn join(&self, person: &Browser, owner: &Browser, role: Role) {
        let organization = owner.organization_id().await;
        let user = person.user_id().await;
        let id = Id::parse(&organization).unwrap();
        self.store.set_role(&Id::parse(&user).unwrap(), &id, role);
        let fields = [("organization", organization.as_str())];
        let chosen = person.submit("/settings", "/organization", &fields).await;
        assert_eq!(chosen.location(), "/overview");
    }
}
