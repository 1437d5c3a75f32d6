use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use actix_web::http::Method;
use actix_web::test::TestRequest;

use super::{Answer, PASSWORD, World};

/// A browser: keeps cookies, and sends forms as one does from a page of ours.
pub(crate) struct Browser {
    world: World,
    /// The host of the pages that it shows.
    host: &'static str,
    pub(crate) cookies: RefCell<BTreeMap<String, String>>,
    /// Names of the cookies that a restart loses.
    passing: RefCell<BTreeSet<String>>,
}

impl Browser {
    pub(crate) fn new(world: &World) -> Self {
        Self {
            world: world.clone(),
            host: "dashboard.test",
            cookies: RefCell::default(),
            passing: RefCell::default(),
        }
    }

    /// The same, that shows the pages of this host.
    pub(crate) fn at(world: &World, host: &'static str) -> Self {
        Self {
            host,
            ..Self::new(world)
        }
    }

    /// A request with the cookies, and nothing else.
    pub(crate) fn request(&self, method: Method, path: &str) -> TestRequest {
        let request = TestRequest::with_uri(path).method(method);
        let cookies = self.cookies.borrow();
        let cookies: Vec<_> = cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let request = request.insert_header(("host", self.host));
        if cookies.is_empty() {
            return request;
        }
        request.insert_header(("cookie", cookies.join("; ")))
    }

    /// A form that is sent, without what a browser says about where it came from.
    pub(crate) fn form(&self, path: &str, fields: &[(&str, &str)]) -> TestRequest {
        self.request(Method::POST, path).set_form(fields)
    }

    /// A form with a page's token.
    pub(crate) fn form_with(
        &self,
        token: &str,
        path: &str,
        fields: &[(&str, &str)],
    ) -> TestRequest {
        let mut fields = fields.to_vec();
        fields.push(("form_token", token));
        self.form(path, &fields)
    }

    pub(crate) async fn send(&self, request: TestRequest) -> Answer {
        let page = self.world.send(request).await;
        for cookie in page.cookies() {
            let (name, rest) = cookie.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            let mut cookies = self.cookies.borrow_mut();
            if rest.contains("Max-Age=0") {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
                if !rest.contains("Max-Age") {
                    self.passing.borrow_mut().insert(name.to_owned());
                }
            }
        }
        page
    }

    /// Puts a cookie into the browser that the service did not set.
    pub(crate) fn plant(&self, name: &str, value: &str) {
        let mut cookies = self.cookies.borrow_mut();
        cookies.insert(name.to_owned(), value.to_owned());
    }

    /// Is closed and started again: what was to be kept until then is gone.
    pub(crate) fn restart(&self) {
        let passing = self.passing.take();
        let mut cookies = self.cookies.borrow_mut();
        cookies.retain(|name, _| !passing.contains(name));
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    /// Sends a form from a page, with that page's token.
    pub(crate) async fn submit(&self, page: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let page = self.get(page).await;
        self.submit_from(&page, path, fields).await
    }

    /// Sends a form from a page that was loaded before.
    pub(crate) async fn submit_from(
        &self,
        page: &Answer,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Answer {
        let mut fields = fields.to_vec();
        for about in ["secret", "as_of"] {
            let found = page.text.split_once(&format!("name=\"{about}\" value=\""));
            if let Some((_, rest)) = found {
                fields.push((about, rest.split('"').next().unwrap()));
            }
        }
        let lifetime = if path.ends_with("/change") {
            "keep"
        } else {
            "never"
        };
        if path == "/api-keys" || lifetime == "keep" {
            let chosen = [("access", "full"), ("reach", "all"), ("lifetime", lifetime)];
            for (name, value) in chosen {
                if fields.iter().all(|(other, _)| *other != name) {
                    fields.push((name, value));
                }
            }
        }
        self.submit_with(&page.form_token(), path, &fields).await
    }

    /// Sends a form from a page, which leads on. Gives where to.
    pub(crate) async fn submitted(
        &self,
        page: &str,
        path: &str,
        fields: &[(&str, &str)],
    ) -> String {
        self.submit(page, path, fields).await.location().to_owned()
    }

    pub(crate) async fn submit_with(
        &self,
        token: &str,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Answer {
        let request = self.form_with(token, path, fields);
        let request = request.insert_header(("origin", format!("http://{}", self.host)));
        self.send(request.insert_header(("sec-fetch-site", "same-origin")))
            .await
    }

    pub(crate) async fn sign_up(&self, email: &str) -> Answer {
        let fields = [
            ("email", email),
            ("password", PASSWORD),
            ("first_name", "Ada"),
            ("last_name", ""),
        ];
        self.submit("/signup", "/signup", &fields).await
    }

    pub(crate) async fn log_in(&self, email: &str, password: &str, next: &str) -> Answer {
        let fields = [("email", email), ("password", password), ("next", next)];
        self.submit("/login", "/login", &fields).await
    }

    /// Generates a key with full access, and gives its id and its secret.
    pub(crate) async fn generate(&self, name: &str) -> (String, String) {
        let page = self
            .submit("/api-keys/new", "/api-keys", &[("name", name)])
            .await;
        assert_eq!(page.status, 201, "{}", page.text);
        (self.key_id().await, page.key())
    }

    /// The id of the newest key.
    pub(crate) async fn key_id(&self) -> String {
        let list = self.get("/api-keys").await;
        format!("key_{}", list.between("href=\"/api-keys/key_", "\""))
    }

    /// The id of the newest inbox.
    pub(crate) async fn inbox_id(&self) -> String {
        let list = self.get("/inboxes").await;
        format!("inbox_{}", list.between("href=\"/inboxes/inbox_", "/"))
    }

    /// The id of the newest session.
    pub(crate) async fn session_id(&self) -> String {
        let list = self.get("/sessions").await;
        format!(
            "session_{}",
            list.between("action=\"/sessions/session_", "/")
        )
    }

    /// What the API says about the person.
    async fn account(&self) -> Answer {
        let port = self.host.split_once(':').map_or("80", |(_, port)| port);
        let cookie = format!("sendook_session_{port}");
        let token = self.cookies.borrow()[&cookie].clone();
        let request = TestRequest::with_uri("/auth/user");
        let bearer = ("authorization", format!("Bearer {token}"));
        self.world.send(request.insert_header(bearer)).await
    }

    pub(crate) async fn user_id(&self) -> String {
        self.account().await.between("\"id\":\"", "\"").to_owned()
    }

    pub(crate) async fn email(&self) -> String {
        let account = self.account().await;
        account.between("\"email\":\"", "\"").to_owned()
    }

    /// The organization that came with the account.
    pub(crate) async fn organization_id(&self) -> String {
        let account = self.account().await;
        format!("org_{}", account.between("\"id\":\"org_", "\""))
    }

    /// A path with the ids of things of this person.
    pub(crate) async fn path(&self, path: &str) -> String {
        let mut path = path.to_owned();
        if path.contains("{key}") {
            path = path.replace("{key}", &self.key_id().await);
        }
        path = path.replace("{token_id}", "token_1");
        path = path.replace("{factor}", "factor_1");
        path = path.replace("{invitation}", "invitation_1");
        if path.contains("{user}") {
            path = path.replace("{user}", &self.user_id().await);
        }
        if path.contains("{inbox}") {
            path = path.replace("{inbox}", &self.inbox_id().await);
        }
        if path.contains("{session}") {
            path = path.replace("{session}", &self.session_id().await);
        }
        path
    }
}
