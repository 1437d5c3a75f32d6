use serde::{Deserialize, Serialize};

/// A person in a file that is imported or exported.
#[derive(Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, expecting = "expected an object")]
pub(in crate::commands) struct AccountRow {
    pub(in crate::commands) email: String,
    pub(in crate::commands) first_name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::commands) last_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::commands) password_hash: Option<String>,
    /// With hashes of Firebase alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::commands) password_salt: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::commands) created_at: Option<String>,
    #[serde(default)]
    pub(in crate::commands) email_verified: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::commands) organization: Option<String>,
    /// What an organization is called that is named by its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::commands) organization_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::commands) role: Option<String>,
}
