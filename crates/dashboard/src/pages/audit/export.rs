//! The audit trail as a file in NDJSON, one JSON object a line. It is read and sent page by page, each when the browser has
//! taken the one before, so that memory does not grow with the trail.

use std::rc::Rc;
use std::sync::Arc;

use actix_web::http::Method;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::stream;
use sendook_domain::authorization::Grant;
use sendook_domain::authorization::permission::ReadAudit;
use sendook_domain::entities::AuditEvent;
use sendook_domain::ports::{AuditFilter, Page, Pagination};
use sendook_domain::values::Id;
use sendook_web::answers::AuditEventDto;
use sendook_web::{Problem, Query, RequestId};

use super::search::AuditSearch;
use crate::answer::Answer;
use crate::person::Person;

/// What the server is told when a file has to end early. It closes the connection without the last chunk (RFC 9112, section
/// 7.1), so that the browser takes the download for a failed one.
const CUT_SHORT: &str = "the audit trail could not be read to its end";

/// The lines that a person exports.
struct Trail {
    person: Person,
    permitted: Arc<(Grant<ReadAudit>, AuditFilter)>,
    request_id: Option<RequestId>,
}

/// `GET /audit/export`: all lines that the page and those after it would show.
pub(crate) async fn export(request: HttpRequest, person: Person, mut query: Query) -> Answer {
    let filter = AuditSearch::read(&mut query).filter();
    let name = format!("audit-{}.ndjson", person.now().format("%Y-%m-%d"));
    let trail = Trail {
        permitted: Arc::new((person.grant()?, filter)),
        person,
        request_id: RequestId::of(request.headers()),
    };
    // What is wrong with the first page is still told as a page.
    let first = trail.page(Pagination::first()).await?;
    // The server would make all of the body for HEAD too, and throw it away.
    let more = request.method() != Method::HEAD;
    let trail = Rc::new(trail);
    let lines = stream::try_unfold(Some(first), move |page| {
        let trail = Rc::clone(&trail);
        async move {
            let Some(page) = page else { return Ok(None) };
            let lines =
                written(&page.items).map_err(|error| trail.cut(&Problem::internal(error)))?;
            let following = match page.next.filter(|_| more) {
                Some(last) => Some(trail.after(last).await.map_err(|error| trail.cut(&error))?),
                None => None,
            };
            Ok::<_, &str>(Some((lines.into(), following)))
        }
    });
    let disposition = format!("attachment; filename=\"{name}\"");
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/x-ndjson"))
        .insert_header((CONTENT_DISPOSITION, disposition))
        .streaming(lines))
}

impl Trail {
    async fn page(&self, page: Pagination<AuditEvent>) -> Result<Page<AuditEvent>, Problem> {
        let permitted = Arc::clone(&self.permitted);
        let list = self.person.run(move |api| {
            let (grant, filter) = &*permitted;
            api.services.audit.list(grant, filter, &page)
        });
        list.await
    }

    async fn after(&self, last: Id<AuditEvent>) -> Result<Page<AuditEvent>, Problem> {
        let page = Pagination {
            after: Some(last),
            ..Pagination::first()
        };
        self.page(page).await
    }

    fn cut(&self, error: &Problem) -> &'static str {
        error.log_cause(self.request_id.as_ref().map_or("-", RequestId::as_str));
        CUT_SHORT
    }
}

fn written(events: &[AuditEvent]) -> Result<Vec<u8>, serde_json::Error> {
    let mut lines = Vec::new();
    for event in events {
        serde_json::to_writer(&mut lines, &AuditEventDto::from(event))?;
        lines.push(b'\n');
    }
    Ok(lines)
}
