use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use sendook_domain::authentication::Notice;

use crate::json::Timestamp;
use crate::rate_limit::rate_limit_fields;

const CREDENTIAL_EXPIRES: HeaderName = HeaderName::from_static("sendook-credential-expires");

/// Adds a notice, which is an extension of its request, to the headers of the answer. The end is written as RFC 3339 has it.
pub(crate) fn add_notice(notice: &Notice, headers: &mut HeaderMap) {
    let end = notice.ends_soon.map(|end| Timestamp(end).as_string());
    let end = end.map(|end| (CREDENTIAL_EXPIRES, end));
    let rate = notice.rate.iter().flat_map(rate_limit_fields);
    for (name, value) in rate.chain(end) {
        if let Ok(value) = HeaderValue::try_from(value) {
            headers.insert(name, value);
        }
    }
}
