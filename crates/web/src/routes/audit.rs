use std::fmt::Write as _;

use actix_web::{HttpResponse, web};
use sendook_domain::authorization::Membership;
use sendook_domain::authorization::permission::ReadAudit;
use sendook_domain::entities::AuditAction;
use sendook_domain::ports::AuditFilter;

use crate::api::{Api, run};
use crate::authn::Permit;
use crate::dto::AuditEventDto;
use crate::error::Problem;
use crate::json::ok;
use crate::request::{Query, announce_next, exact, instant};

/// `GET /organizations/{organization_id}/audit`
pub(super) async fn list(
    permit: Permit<Membership, ReadAudit>,
    mut query: Query,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let page = query.page();
    let action =
        |text: &str| AuditAction::parse(text).ok_or("There is no audit action of this name.");
    let filter = AuditFilter {
        action: query.optional("action", action),
        since: query.optional("since", instant("since")),
        until: query.optional("until", instant("until")),
    };
    query.check()?;
    let (limit, narrowed) = (page.limit, as_query(&filter));
    let listing = run(api, move |api| {
        api.audit.list(&permit.grant, &filter, &page)
    })
    .await?;
    let mut answer = ok(&listing
        .items
        .iter()
        .map(AuditEventDto::from)
        .collect::<Vec<_>>());
    announce_next(&mut answer, limit, &narrowed, listing.next.as_ref());
    Ok(answer)
}

fn as_query(filter: &AuditFilter) -> String {
    let mut query = String::new();
    if let Some(action) = filter.action {
        let _ = write!(query, "&action={}", action.as_str());
    }
    for (name, at) in [("since", filter.since), ("until", filter.until)] {
        if let Some(at) = at {
            let _ = write!(query, "&{name}={}", exact(at));
        }
    }
    query
}
