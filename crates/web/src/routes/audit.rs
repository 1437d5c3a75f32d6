use actix_web::{HttpResponse, web};
use sendook_domain::authorization::Membership;
use sendook_domain::authorization::permission::ReadAudit;
use sendook_domain::entities::AuditAction;
use sendook_domain::ports::AuditFilter;

use crate::api::Api;
use crate::authn::Permit;
use crate::dto::AuditEventDto;
use crate::error::Problem;
use crate::json::ok_page;
use crate::request::{Query, exact, instant};
use crate::threads::run;

/// `GET /organizations/{organization_id}/audit`
pub(super) async fn list(
    permit: Permit<Membership, ReadAudit>,
    mut query: Query,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let page = query.page();
    let filter = AuditFilter {
        action: query.optional("action", AuditAction::parse),
        since: query.optional("since", instant("since")),
        until: query.optional("until", instant("until")),
        ..AuditFilter::default()
    };
    query.check()?;
    let (limit, parameters) = (page.limit, parameters(&filter));
    let listing = run(api, move |api| {
        api.services.audit.list(&permit.grant, &filter, &page)
    })
    .await?;
    Ok(ok_page(&listing, limit, &parameters, AuditEventDto::from))
}

fn parameters(filter: &AuditFilter) -> [(&'static str, Option<String>); 3] {
    [
        (
            "action",
            filter.action.map(|action| action.as_str().to_owned()),
        ),
        ("since", filter.since.map(exact)),
        ("until", filter.until.map(exact)),
    ]
}
