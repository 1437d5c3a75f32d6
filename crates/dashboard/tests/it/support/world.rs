use std::rc::Rc;
use std::sync::Arc;

use actix_web::dev::Service as _;
use actix_web::test::{TestRequest, init_service};
use actix_web::web;
use futures_util::future::LocalBoxFuture;
use sendook_dashboard::Site;
use sendook_domain::entities::Role;
use sendook_domain::values::{EmailDomain, Id};
use sendook_testkit::{FixedClock, MemoryStore, test_ports};
use sendook_web::{Api, ApiSettings};

use super::{Browser, Page};

/// The password of everybody in these tests.
pub(crate) const PASSWORD: &str = "correct horse battery staple";

/// The whole service with its dashboard, on a store and a clock of its own.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) store: Arc<MemoryStore>,
    pub(crate) clock: Arc<FixedClock>,
    call: Rc<dyn Fn(TestRequest) -> LocalBoxFuture<'static, Page>>,
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
        let mut settings = ApiSettings::new(EmailDomain::parse("sendook.com").unwrap());
        change(&mut settings);
        let api = web::Data::new(Api::new(test.ports.clone(), settings));
        let app =
            sendook_web::app(&api).configure(|config| sendook_dashboard::configure(config, &site));
        let service = Rc::new(init_service(app).await);
        let call = move |request: TestRequest| -> LocalBoxFuture<'static, Page> {
            let service = Rc::clone(&service);
            Box::pin(async move {
                match service.call(request.to_request()).await {
                    Ok(answer) => Page::read(answer.into_parts().1).await,
                    Err(error) => Page::read(error.error_response()).await,
                }
            })
        };
        Self {
            store: test.store,
            clock: test.clock,
            call: Rc::new(call),
        }
    }

    pub(crate) fn send(&self, request: TestRequest) -> LocalBoxFuture<'static, Page> {
        (self.call)(request)
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

    /// What `GET` of a path of the API answers to a key.
    pub(crate) async fn with_key(&self, path: &str, key: &str) -> u16 {
        let request = TestRequest::with_uri(path);
        let bearer = ("authorization", format!("Bearer {key}"));
        self.send(request.insert_header(bearer)).await.status
    }

    /// Makes the person of one browser a member of the organization of another's, who then works in it.
    pub(crate) async fn join(&self, person: &Browser, owner: &Browser, role: Role) {
        let organization = owner.organization_id().await;
        let user = person.user_id().await;
        let id = Id::parse(&organization).unwrap();
        self.store.set_role(&Id::parse(&user).unwrap(), &id, role);
        let fields = [("organization", organization.as_str())];
        let chosen = person.submit("/settings", "/organization", &fields).await;
        assert_eq!(chosen.location(), "/api-keys");
    }
}
