use serde_json::{Value, json};

use super::{Account, Answer, Ask, World};

/// What is done to the keys of a person, with the person's access token.
impl World {
    /// Asks for a new secret of the person's first key.
    pub(crate) fn rotate(&self, person: &Account, body: &Value) -> Ask<'_> {
        self.to_key(person, "POST", "/rotate").json(body)
    }

    /// Gives the person's first key a new secret, and returns it.
    pub(crate) async fn rotated(&self, person: &Account) -> String {
        let answer = self.rotate(person, &json!({})).await.json(200);
        answer["key"].as_str().unwrap().to_owned()
    }

    /// The person's first key, as people see it.
    pub(crate) async fn first_key(&self, person: &Account) -> Value {
        self.to_key(person, "GET", "").await.json(200)
    }

    /// Changes the person's first key.
    pub(crate) fn change_key(&self, person: &Account, body: &Value) -> Ask<'_> {
        self.to_key(person, "PATCH", "").json(body)
    }

    /// A request to the person's first key, or to what lies below it.
    pub(crate) fn to_key(&self, person: &Account, method: &str, below: &str) -> Ask<'_> {
        let path = person.path(&format!("/api_keys/{}{below}", person.key_id));
        self.ask(method, &path).bearer(&person.token)
    }

    /// A request that any good key may make.
    pub(crate) async fn try_key(&self, key: &str) -> Answer {
        self.get("/v1/whoami").bearer(key).await
    }
}
