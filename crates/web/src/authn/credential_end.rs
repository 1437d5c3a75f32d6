use actix_web::http::header::{HeaderName, HeaderValue};
use chrono::{DateTime, Utc};

use crate::dto::Timestamp;

/// When the credential of a request ends, where its holder should hear of it: an extension of the request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CredentialEnd(pub(crate) DateTime<Utc>);

impl CredentialEnd {
    /// The header that tells it.
    pub(crate) const HEADER: HeaderName = HeaderName::from_static("sendook-credential-expires");

    /// The value of the header: RFC 3339.
    pub(crate) fn to_header(self) -> Option<HeaderValue> {
        HeaderValue::try_from(Timestamp(self.0).as_string()).ok()
    }
}
