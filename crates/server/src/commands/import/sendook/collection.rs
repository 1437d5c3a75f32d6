use serde_json::{Map, Value};

/// A collection of Sendook's database, in the order in which they refer to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Collection {
    Users,
    Organizations,
    Inboxes,
    ApiKeys,
    AccessTokens,
}

impl Collection {
    /// Which one it is that holds this document.
    ///
    /// # Errors
    /// A sentence for the operator.
    pub(super) fn of(document: &[u8]) -> Result<Self, &'static str> {
        if document.trim_ascii_start().starts_with(b"[") {
            return Err("it is one array. Export it without --jsonArray, a document a line.");
        }
        let document: Map<String, Value> = serde_json::from_slice(document)
            .map_err(|_| "its first line is no document as mongoexport writes it.")?;
        let has = |fields: [&str; 2]| fields.iter().all(|field| document.contains_key(*field));
        [
            (Self::ApiKeys, ["key", "organizationId"]),
            (Self::AccessTokens, ["token", "userId"]),
            (Self::Inboxes, ["email", "organizationId"]),
            (Self::Organizations, ["name", "users"]),
            (Self::Users, ["email", "password"]),
        ]
        .into_iter()
        .find_map(|(collection, fields)| has(fields).then_some(collection))
        .ok_or(
            "it is none of users, organizations, inboxes, apikeys and accesstokens, as far as its first document shows.",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_collection_shows_in_its_fields() {
        for (document, collection) in [
            (
                r#"{"_id": 1, "name": "K", "key": "0", "organizationId": 1, "active": true}"#,
                Collection::ApiKeys,
            ),
            (r#"{"token": "0", "userId": 1}"#, Collection::AccessTokens),
            (
                r#"{"name": "I", "email": "i@example.com", "organizationId": 1}"#,
                Collection::Inboxes,
            ),
            (
                r#"{"name": "O", "users": [], "stripeCustomerId": "0"}"#,
                Collection::Organizations,
            ),
            (
                r#"{"email": "a@example.com", "password": "0", "organizations": []}"#,
                Collection::Users,
            ),
        ] {
            assert_eq!(Collection::of(document.as_bytes()), Ok(collection));
        }
        for (other, words) in [
            (r#"{"subject": "Hello"}"#, "none of users"),
            ("[{\"_id\": 1}]", "--jsonArray"),
            ("email,password", "no document"),
        ] {
            let said = Collection::of(other.as_bytes()).unwrap_err();
            assert!(said.contains(words), "{said}");
        }
    }
}
