use actix_web::HttpResponse;
use actix_web::http::header::{self, HeaderValue};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sendook_domain::ports::Page;
use serde::Serialize;

use crate::json::ok;

/// What is escaped in a value of the link: all that could end it, or the header that it stands in.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b':');

/// One page of a list, as a JSON array of what `dto` makes of the items; a further page is announced (RFC 8288). `parameters`
/// is the filter of this page, serialized again from the parsed values: nothing that a client sent is echoed into a header.
///
/// The target is a query alone, which clients resolve against the address that they asked (RFC 3986, section 5.2): a
/// proxy may have changed host, scheme and path on the way here.
pub(super) fn answer<'l, T, K, D: Serialize>(
    listing: &'l Page<T, K>,
    limit: u16,
    parameters: &[(&str, Option<String>)],
    dto: impl Fn(&'l T) -> D,
) -> HttpResponse {
    let mut answer = ok(&listing.items.iter().map(dto).collect::<Vec<_>>());
    if let Some(cursor) = &listing.next {
        let mut link = format!("<?limit={limit}");
        for (name, value) in parameters {
            if let Some(value) = value {
                let value = utf8_percent_encode(value, ESCAPED);
                link.extend(["&", name, "="].into_iter().chain(value));
            }
        }
        link.extend(["&cursor=", cursor.as_str(), ">; rel=\"next\""]);
        if let Ok(link) = HeaderValue::try_from(link) {
            answer.headers_mut().insert(header::LINK, link);
        }
    }
    answer
}
