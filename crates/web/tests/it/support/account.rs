use sendook_domain::values::Id;
use serde_json::{Value, json};

use super::methods::methods;
use super::{Ask, Call, Credential};

/// What a person has after registering.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub(crate) email: String,
    pub(crate) user_id: String,
    pub(crate) token: Credential,
    pub(crate) refresh_token: Credential,
    pub(crate) session_id: String,
    pub(crate) organization_id: String,
    pub(crate) key: Credential,
    pub(crate) key_id: String,
    pub(crate) inbox_id: String,
}

impl Account {
    /// Made of the answer to a registration, and the id of its session, which that answer does not tell.
    pub(crate) fn new(call: &Call, registered: &Value, session_id: String) -> Self {
        let text = |pointer: &str| {
            let value = registered.pointer(pointer).and_then(Value::as_str);
            value
                .unwrap_or_else(|| panic!("no {pointer} in {registered}"))
                .to_owned()
        };
        Self {
            email: text("/user/email"),
            user_id: text("/user/id"),
            token: Credential::new(call, &registered["token"]),
            refresh_token: Credential::new(call, &registered["refreshToken"]),
            session_id,
            organization_id: text("/organization/id"),
            key: Credential::new(call, &registered["apiKey"]["key"]),
            key_id: text("/apiKey/id"),
            inbox_id: text("/inbox/id"),
        }
    }

    /// A path below the person's organization.
    pub(crate) fn path(&self, below: &str) -> String {
        format!("/organizations/{}{below}", self.organization_id)
    }

    /// A request with the access token to a path below the person's organization.
    pub(crate) fn ask(&self, method: &str, below: &str) -> Ask {
        self.token.ask(method, &self.path(below))
    }

    methods!();

    /// The same request under both prefixes: under `/v1` with the key, and below the organization with the access token.
    pub(crate) fn both(&self, method: &str, below: &str) -> [Ask; 2] {
        [
            self.key.ask(method, &format!("/v1{below}")),
            self.ask(method, below),
        ]
    }

    /// Makes a key with the access token, and gives its id and its secret.
    pub(crate) async fn create_key(&self, body: &Value) -> (String, Credential) {
        let made = self.post("/api_keys").json(body).await.json(201);
        (
            made["id"].as_str().unwrap().to_owned(),
            self.token.beside(&made["key"]),
        )
    }

    /// A request with the access token to the first key, or to what lies below it.
    pub(crate) fn to_key(&self, method: &str, below: &str) -> Ask {
        self.ask(method, &format!("/api_keys/{}{below}", self.key_id))
    }

    /// The first key, as people see it.
    pub(crate) async fn first_key(&self) -> Value {
        self.to_key("GET", "").await.json(200)
    }

    /// Changes the first key.
    pub(crate) fn change_key(&self, body: &Value) -> Ask {
        self.to_key("PATCH", "").json(body)
    }

    /// Asks for a new secret of the first key.
    pub(crate) fn rotate(&self, body: &Value) -> Ask {
        self.to_key("POST", "/rotate").json(body)
    }

    /// Gives the first key a new secret, and returns it.
    pub(crate) async fn rotated(&self) -> Credential {
        let answer = self.rotate(&json!({})).await.json(200);
        self.token.beside(&answer["key"])
    }

    /// The id of the run token of the first key that [`World::keep_run_token`](super::World::keep_run_token) makes.
    pub(crate) fn run_token_id(&self) -> String {
        format!("token_of_{}", self.key_id)
    }

    /// The id of the member of the organization that [`World::keep_colleague`](super::World::keep_colleague) makes.
    pub(crate) fn colleague_id(&self) -> String {
        format!("colleague_in_{}", self.organization_id)
    }

    /// The id of the factor that [`World::keep_factor`](super::World::keep_factor) makes.
    pub(crate) fn factor_id(&self) -> String {
        format!("factor_of_{}", self.user_id)
    }

    /// The id of the invitation to the organization that [`World::keep_invitation`](super::World::keep_invitation) makes.
    pub(crate) fn invitation_id(&self) -> String {
        format!("invitation_of_{}", self.organization_id)
    }

    pub(crate) fn user<T>(&self) -> Id<T> {
        Id::parse(&self.user_id).unwrap()
    }

    pub(crate) fn organization<T>(&self) -> Id<T> {
        Id::parse(&self.organization_id).unwrap()
    }
}
