use actix_web::HttpResponse;
use actix_web::http::header::{self, HeaderValue};
use sendook_domain::values::Id;

/// Announces a further page, if there is one (RFC 8288). The filter is what narrowed this page, as `&name=value`,
/// written anew from what was understood: nothing that a client sent is echoed into a header.
///
/// The target is a query alone, which clients resolve against the address that they asked (RFC 3986, section 5.2): a
/// proxy may have changed host, scheme and path on the way here.
pub(crate) fn announce_next<T>(
    answer: &mut HttpResponse,
    limit: u16,
    filter: &str,
    next: Option<&Id<T>>,
) {
    let link = next.map(|id| format!("<?limit={limit}{filter}&cursor={id}>; rel=\"next\""));
    if let Some(link) = link.and_then(|link| HeaderValue::try_from(link).ok()) {
        answer.headers_mut().insert(header::LINK, link);
    }
}
