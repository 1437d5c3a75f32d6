use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use sendook_domain::authorization::permission::{CreateInboxes, DeleteInboxes, ReadInboxes};
use sendook_domain::inboxes::{InboxRequest, InboxRequestError};
use sendook_domain::values::{EmailDomain, InboxAddress, InboxName, InvalidInboxAddress};

use crate::api::Api;
use crate::authn::{Permit, Principal};
use crate::dto::InboxDto;
use crate::error::Problem;
use crate::idempotency::{IdempotencyHeader, caller_of, respond};
use crate::json::{self, ok, ok_page};
use crate::request::{FieldNames, Fields, ItemPath, JsonBody, Origin, Query};
use crate::threads::run;

const NO_SUCH_INBOX: Problem = Problem::not_found("There is no such inbox in this organization.");

/// The fields of `POST …/inboxes`.
const NAMES: FieldNames = FieldNames {
    known: &["name", "email"],
    fixed: &[],
    mistaken: &[("address", "email"), ("email_address", "email")],
};

/// `GET …/inboxes`
pub(super) async fn list<P: Principal>(
    permit: Permit<P, ReadInboxes>,
    mut query: Query,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let page = query.page();
    query.check()?;
    let limit = page.limit;
    let lookups = api.settings.lookups;
    let listing = lookups.read_page(api, page, move |api, page| {
        api.services.inboxes.list(&permit.grant, page)
    });
    let listing = listing.await?;
    Ok(ok_page(&listing, limit, &[], InboxDto::from))
}

/// `POST …/inboxes`
pub(super) async fn create<P: Principal>(
    permit: Permit<P, CreateInboxes>,
    body: JsonBody,
    idempotency: IdempotencyHeader,
    Origin(origin): Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let body = body.whole().await?;
    let repeatable = idempotency.of(caller_of(permit.grant.actor()), &body)?;
    let create = move |api: &Api| {
        let write = |inbox: &_| json::text(&InboxDto::from(inbox));
        repeatable.once(api, StatusCode::CREATED, write, |remember| {
            let inboxes = &api.services.inboxes;
            let request = inbox_request(&mut body.optional_fields()?, inboxes.domain())?;
            Ok(inboxes.create(&permit.grant, request, &origin, remember)?)
        })
    };
    respond(&run(api, create).await?)
}

/// Reads what an inbox is to be.
///
/// # Errors
/// [`Problem::validation`] with everything that is wrong; [`Problem::not_found`] for an address of a foreign domain.
pub fn inbox_request(fields: &mut Fields, domain: &EmailDomain) -> Result<InboxRequest, Problem> {
    fields.expect(&NAMES);
    let name = fields.optional("name", InboxName::parse);
    // An address of a foreign domain is well-formed, but there is no such domain here: 404, not 400.
    let address = fields.optional("email", |text| match InboxAddress::parse(text, domain) {
        Err(InvalidInboxAddress::ForeignDomain) => Ok(None),
        other => other.map(Some),
    });
    fields.check()?;
    match address {
        Some(None) => Err(InboxRequestError::from(InvalidInboxAddress::ForeignDomain).into()),
        address => Ok(InboxRequest {
            name,
            address: address.flatten(),
        }),
    }
}

/// `GET …/inboxes/{id}`
pub(super) async fn get<P: Principal>(
    permit: Permit<P, ReadInboxes>,
    path: web::Path<ItemPath>,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let id = path.id().ok_or(NO_SUCH_INBOX)?;
    let inbox = run(api, move |api| {
        api.services.inboxes.find(&permit.grant, &id)
    })
    .await?;
    Ok(ok(&InboxDto::from(&inbox.ok_or(NO_SUCH_INBOX)?)))
}

/// `DELETE …/inboxes/{id}`
pub(super) async fn delete<P: Principal>(
    permit: Permit<P, DeleteInboxes>,
    path: web::Path<ItemPath>,
    Origin(origin): Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let id = path.id().ok_or(NO_SUCH_INBOX)?;
    let inbox = run(api, move |api| {
        api.services.inboxes.delete(&permit.grant, &id, &origin)
    })
    .await?;
    Ok(ok(&InboxDto::from(&inbox.ok_or(NO_SUCH_INBOX)?)))
}
