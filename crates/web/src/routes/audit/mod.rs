mod ndjson;

use std::sync::Arc;

use actix_web::http::Method;
use actix_web::{HttpRequest, HttpResponse, web};
use sendook_domain::authorization::permission::ReadAudit;
use sendook_domain::authorization::{Grant, Membership};
use sendook_domain::entities::{AuditAction, AuditEvent};
use sendook_domain::ports::{AuditFilter, Page, Pagination};
use sendook_domain::values::Id;

use crate::api::Api;
use crate::authn::Permit;
use crate::dto::AuditEventDto;
use crate::error::Problem;
use crate::json::{announce_next, ok_page};
use crate::request::{Query, exact, instant};
use crate::threads::run;

/// `GET /organizations/{organization_id}/audit`: a page, or NDJSON where the client prefers it, which without a limit goes on to the
/// end of the list.
pub(super) async fn list(
    request: HttpRequest,
    permit: Permit<Membership, ReadAudit>,
    mut query: Query,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let has_limit = query.has("limit");
    let page = query.page();
    let filter = AuditFilter {
        action: query.optional("action", AuditAction::parse),
        since: query.optional("since", instant("since")),
        until: query.optional("until", instant("until")),
        about: query.optional("about", |text| {
            // The id of a person, a key or another thing: no id is of two kinds, as each begins with its kind.
            Id::<AuditEvent>::parse(text).map(|id| id.to_string())
        }),
    };
    query.check()?;
    let (limit, parameters) = (page.limit, parameters(&filter));
    let trail = Trail {
        api,
        permitted: Arc::new((permit.grant, filter)),
    };
    let first = trail.page(page).await?;
    if !ndjson::is_preferred(&request) {
        return Ok(ok_page(&first, limit, &parameters, AuditEventDto::from));
    }
    if has_limit {
        let mut answer = trail.stream(&request, &first, None);
        announce_next(&mut answer, &first, limit, &parameters);
        return Ok(answer);
    }
    Ok(trail.stream_on(&request, &first))
}

/// All lines of the trail that a filter lets through, as NDJSON, for others who offer it to a person with this grant.
///
/// # Errors
/// What the first page reports; a later failure breaks the connection.
pub async fn audit_lines(
    request: &HttpRequest,
    api: web::Data<Api>,
    grant: Grant<ReadAudit>,
    filter: AuditFilter,
) -> Result<HttpResponse, Problem> {
    let trail = Trail {
        api,
        permitted: Arc::new((grant, filter)),
    };
    let first = trail.page(Pagination::first()).await?;
    Ok(trail.stream_on(request, &first))
}

/// The lines of an organization that a request asks for.
struct Trail {
    api: web::Data<Api>,
    permitted: Arc<(Grant<ReadAudit>, AuditFilter)>,
}

impl Trail {
    async fn page(&self, page: Pagination<AuditEvent>) -> Result<Page<AuditEvent>, Problem> {
        let permitted = Arc::clone(&self.permitted);
        run(self.api.clone(), move |api| {
            let (grant, filter) = &*permitted;
            api.services.audit.list(grant, filter, &page)
        })
        .await
    }

    /// The first page, and all that come after it.
    fn stream_on(self, request: &HttpRequest, first: &Page<AuditEvent>) -> HttpResponse {
        // The server would make all of the body for HEAD too, and throw it away.
        let next = first.next.clone();
        let next = next.filter(|_| request.method() != Method::HEAD);
        self.stream(request, first, next)
    }
}

fn parameters(filter: &AuditFilter) -> [(&'static str, Option<String>); 4] {
    [
        (
            "action",
            filter.action.map(|action| action.as_str().to_owned()),
        ),
        ("since", filter.since.map(exact)),
        ("until", filter.until.map(exact)),
        ("about", filter.about.clone()),
    ]
}
