//! The audit trail as NDJSON, one JSON object a line. It is read and sent page by page, each when the client has taken the one before,
//! so that memory does not grow with the trail.

use std::future::ready;
use std::rc::Rc;

use actix_web::http::header::{Accept, Header as _, Quality};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use futures_util::{StreamExt as _, stream};
use sendook_domain::entities::AuditEvent;
use sendook_domain::ports::{Page, Pagination};
use sendook_domain::values::Id;

use super::Trail;
use crate::dto::AuditEventDto;
use crate::json::write;
use crate::request::RequestId;

const NDJSON: &str = "application/x-ndjson";

/// What the server is told when an answer has to end early. It closes the connection without the last chunk (RFC 9112,
/// section 7.1), which clients report.
const CUT_SHORT: &str = "the audit trail could not be read to its end";

/// Whether the client names NDJSON and prefers it to all else (RFC 9110, section 12.5.1). A header that cannot be read asks for
/// nothing, and the answer is JSON.
pub(super) fn is_preferred(request: &HttpRequest) -> bool {
    let Ok(Accept(mut ranges)) = Accept::parse(request) else {
        return false;
    };
    ranges.retain(|range| range.quality > Quality::ZERO);
    let ranked = Accept(ranges).ranked();
    ranked
        .first()
        .is_some_and(|range| range.essence_str() == NDJSON)
}

impl Trail {
    /// The first page, and all that comes after `next`.
    pub(super) fn stream(
        self,
        request: &HttpRequest,
        first: &Page<AuditEvent>,
        next: Option<Id<AuditEvent>>,
    ) -> HttpResponse {
        let begun = stream::once(ready(Ok(lines(&first.items))));
        let shared = Rc::new((self, RequestId::of(request.headers())));
        let rest = stream::try_unfold(next, move |next| {
            let shared = Rc::clone(&shared);
            async move {
                let (trail, request) = &*shared;
                let Some(after) = next else {
                    return Ok(None);
                };
                let page = Pagination {
                    after: Some(after),
                    ..Pagination::first()
                };
                match trail.page(page).await {
                    Ok(page) => Ok(Some((lines(&page.items), page.next))),
                    Err(problem) => {
                        problem.log_cut_answer(request.as_ref().map_or("-", RequestId::as_str));
                        Err(CUT_SHORT)
                    }
                }
            }
        });
        HttpResponse::Ok()
            .content_type(NDJSON)
            .streaming(begun.chain(rest))
    }
}

fn lines(events: &[AuditEvent]) -> Bytes {
    let mut lines = Vec::new();
    for event in events {
        lines.extend_from_slice(&write(&AuditEventDto::from(event)));
        lines.push(b'\n');
    }
    lines.into()
}
