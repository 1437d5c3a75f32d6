use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::methods::methods;
use super::{Ask, Call};

/// A text that is a credential of the service: requests that it makes carry it.
#[derive(Clone)]
pub(crate) struct Credential {
    text: String,
    call: Call,
}

impl Credential {
    pub(crate) fn new(call: &Call, text: &Value) -> Self {
        Self {
            text: text.as_str().unwrap().to_owned(),
            call: call.clone(),
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// Another credential of the same service.
    pub(crate) fn beside(&self, text: &Value) -> Self {
        Self::new(&self.call, text)
    }

    pub(crate) fn ask(&self, method: &str, path: &str) -> Ask {
        Ask::new(&self.call, method, path).bearer(self)
    }

    /// A run token that this key makes, with these wishes.
    pub(crate) async fn run_token(&self, wishes: &Value) -> Self {
        let mut body = json!({"grant_type": "client_credentials"});
        let wishes = wishes.as_object().unwrap().clone();
        body.as_object_mut().unwrap().extend(wishes);
        let made = self.post("/oauth/token").json(&body).await.json(200);
        self.beside(&made["access_token"])
    }

    methods!();
}

impl Deref for Credential {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl Borrow<str> for Credential {
    fn borrow(&self) -> &str {
        self
    }
}

impl PartialEq for Credential {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl PartialEq<Credential> for Value {
    fn eq(&self, other: &Credential) -> bool {
        self == other.as_str()
    }
}

impl fmt::Display for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl Serialize for Credential {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}
