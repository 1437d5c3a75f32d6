use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use actix_web::dev::Service as _;
use actix_web::test::{TestRequest, init_service};
use actix_web::web;
use futures_util::future::LocalBoxFuture;
use sendook_domain::ports::Ports;
use sendook_domain::values::EmailDomain;
use sendook_testkit::{
    FakePasswordHasher, FixedClock, MemoryStore, TestWorld, UsageTracker, test_ports,
};
use sendook_web::{Api, ApiSettings};
use serde_json::{Value, json};

use super::{Account, Answer, Ask, PASSWORD, Pair};

/// The whole service on a store, a clock and a hasher of its own.
pub(crate) struct World {
    pub(crate) store: Arc<MemoryStore>,
    pub(crate) clock: Arc<FixedClock>,
    ports: Ports,
    pub(crate) passwords: Arc<FakePasswordHasher>,
    pub(crate) api: web::Data<Api>,
    usage: Arc<UsageTracker>,
    call: Box<dyn Fn(TestRequest) -> LocalBoxFuture<'static, Answer>>,
    registered: Cell<u32>,
}

/// The service on these ports, with settings that the test may change.
pub(crate) fn api_on(test: &TestWorld, change: impl FnOnce(&mut ApiSettings)) -> web::Data<Api> {
    let mut settings = ApiSettings::new(EmailDomain::parse("sendook.com").unwrap());
    change(&mut settings);
    web::Data::new(Api::new(test.ports.clone(), settings))
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(|_| ()).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut ApiSettings)) -> Self {
        Self::on(test_ports(), change).await
    }

    pub(crate) async fn on(test: TestWorld, change: impl FnOnce(&mut ApiSettings)) -> Self {
        let api = api_on(&test, change);
        let service = Rc::new(init_service(sendook_web::app(&api)).await);
        let call = move |request: TestRequest| -> LocalBoxFuture<'static, Answer> {
            let service = Rc::clone(&service);
            Box::pin(async move {
                match service.call(request.to_request()).await {
                    Ok(answer) => Answer::read(answer.into_parts().1).await,
                    Err(error) => Answer::read(error.error_response()).await,
                }
            })
        };
        Self {
            store: test.store,
            clock: test.clock,
            ports: test.ports,
            passwords: test.passwords,
            usage: test.usage,
            api,
            call: Box::new(call),
            registered: Cell::new(0),
        }
    }

    /// Writes down how keys and sessions were used.
    pub(crate) fn flush(&self) {
        let credentials = &self.api.services.credentials;
        self.usage.flush(&self.ports, credentials).unwrap();
    }

    pub(crate) fn send(&self, request: TestRequest) -> LocalBoxFuture<'static, Answer> {
        (self.call)(request)
    }

    pub(crate) fn ask(&self, method: &str, path: &str) -> Ask<'_> {
        Ask::new(self, method, path)
    }

    pub(crate) fn get(&self, path: &str) -> Ask<'_> {
        self.ask("GET", path)
    }

    pub(crate) fn post(&self, path: &str) -> Ask<'_> {
        self.ask("POST", path)
    }

    pub(crate) fn patch(&self, path: &str) -> Ask<'_> {
        self.ask("PATCH", path)
    }

    pub(crate) fn delete(&self, path: &str) -> Ask<'_> {
        self.ask("DELETE", path)
    }

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
        Account::new(registered, session.as_str().unwrap().to_owned())
    }

    /// Logs in with the password that everybody here has, and gives the access token.
    pub(crate) async fn log_in(&self, email: &str) -> String {
        self.begin_session(email).await.access
    }

    /// Logs in with the password that everybody here has, and gives both tokens.
    pub(crate) async fn begin_session(&self, email: &str) -> Pair {
        let body = json!({"email": email, "password": PASSWORD});
        Pair::of(&self.post("/auth/login").json(&body).await.json(200))
    }

    /// Trades a refresh token.
    pub(crate) fn refresh(&self, token: &str) -> Ask<'_> {
        self.post("/auth/refresh")
            .json(&json!({"refreshToken": token}))
    }

    /// Asks who the holder of an access token is.
    pub(crate) fn user(&self, token: &str) -> Ask<'_> {
        self.get("/auth/user").bearer(token)
    }

    /// Makes a key with the person's access token, and gives its id and its secret.
    pub(crate) async fn create_key(&self, person: &Account, body: &Value) -> (String, String) {
        let path = person.path("/api_keys");
        let made = self
            .post(&path)
            .bearer(&person.token)
            .json(body)
            .await
            .json(201);
        let text = |name: &str| made[name].as_str().unwrap().to_owned();
        (text("id"), text("key"))
    }
}
