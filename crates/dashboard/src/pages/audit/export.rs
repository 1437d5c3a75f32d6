use actix_web::HttpRequest;
use actix_web::http::header::{CONTENT_DISPOSITION, HeaderValue};
use sendook_domain::authorization::permission::ReadAudit;
use sendook_web::answers::audit_lines;
use sendook_web::{Problem, Query};

use super::search::AuditSearch;
use crate::answer::Answer;
use crate::person::Person;

/// `GET /audit/export`: all lines that the page and those after it would show, to be saved as a file. A browser's link carries no
/// access token, which the same list of the API takes.
pub(crate) async fn export(request: HttpRequest, person: Person, mut query: Query) -> Answer {
    let grant = person.grant::<ReadAudit>()?;
    let filter = AuditSearch::read(&mut query).filter();
    let day = person.now().format("%Y-%m-%d");
    let disposition = format!("attachment; filename=\"audit-{day}.ndjson\"");
    let disposition = HeaderValue::try_from(disposition).map_err(Problem::internal)?;
    let mut answer = audit_lines(&request, person.api, grant, filter).await?;
    let headers = answer.headers_mut();
    headers.insert(CONTENT_DISPOSITION, disposition);
    Ok(answer)
}
