use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::RelyingParty;

/// What the browser signs beside what the authenticator says (`WebAuthn` level 3, section 5.8.1).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ClientData {
    pub(crate) challenge: String,
    origin: String,
    cross_origin: Option<bool>,
    top_origin: Option<IgnoredAny>,
}

impl ClientData {
    /// Whether a page of this service asked, and no other site had embedded it.
    ///
    /// The origin is compared as text, as sections 7.1 and 7.2 demand: the library reads it as a URL, of which there are many that mean
    /// one origin. It looks at `crossOrigin` for new passkeys alone, and never at `topOrigin`, which tells who embedded the page.
    pub(crate) fn is_of(&self, party: &RelyingParty) -> bool {
        let is_embedded = self.cross_origin == Some(true) || self.top_origin.is_some();
        self.origin == party.origin_text && !is_embedded
    }
}
