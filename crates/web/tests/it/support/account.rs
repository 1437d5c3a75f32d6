use sendook_domain::values::Id;
use serde_json::Value;

/// The password of everybody in these tests.
pub(crate) const PASSWORD: &str = "correct horse battery staple";

/// What a person has after registering.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub(crate) email: String,
    pub(crate) user_id: String,
    pub(crate) token: String,
    pub(crate) refresh_token: String,
    pub(crate) session_id: String,
    pub(crate) organization_id: String,
    pub(crate) key: String,
    pub(crate) key_id: String,
    pub(crate) inbox_id: String,
}

impl Account {
    /// Made of the answer to a registration, and the id of its session, which that answer does not tell.
    pub(crate) fn new(registered: &Value, session_id: String) -> Self {
        let text = |pointer: &str| {
            let value = registered.pointer(pointer).and_then(Value::as_str);
            value
                .unwrap_or_else(|| panic!("no {pointer} in {registered}"))
                .to_owned()
        };
        Self {
            email: text("/user/email"),
            user_id: text("/user/id"),
            token: text("/token"),
            refresh_token: text("/refreshToken"),
            session_id,
            organization_id: text("/organization/id"),
            key: text("/apiKey/key"),
            key_id: text("/apiKey/id"),
            inbox_id: text("/inbox/id"),
        }
    }

    /// A path below the person's organization.
    pub(crate) fn path(&self, rest: &str) -> String {
        format!("/organizations/{}{rest}", self.organization_id)
    }

    pub(crate) fn user<T>(&self) -> Id<T> {
        Id::parse(&self.user_id).unwrap()
    }

    pub(crate) fn organization<T>(&self) -> Id<T> {
        Id::parse(&self.organization_id).unwrap()
    }
}
