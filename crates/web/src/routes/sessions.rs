use actix_web::{HttpResponse, web};
use sendook_domain::authentication::UserPrincipal;

use crate::api::Api;
use crate::authn::Auth;
use crate::dto::{IssuedSessionDto, SessionDto};
use crate::error::Problem;
use crate::json::{ok, ok_page};
use crate::request::{FieldNames, ItemPath, JsonBody, Origin, Query};
use crate::threads::run;

const NO_SUCH_SESSION: Problem = Problem::not_found("You have no such session.");

/// `POST /auth/refresh`
pub(super) async fn refresh(
    body: JsonBody,
    Origin(origin): Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let mut fields = body.fields().await?;
    fields.expect(&FieldNames::only(&["refresh_token"]));
    let token = fields.secret("refresh_token");
    fields.check()?;
    let token = token.ok_or_else(|| fields.failed())?;
    let issued = run(api, move |api| {
        api.services.sessions.refresh(token.expose(), &origin)
    })
    .await?;
    Ok(ok(&IssuedSessionDto::from(&issued)))
}

/// `GET /auth/sessions`
pub(super) async fn list(
    Auth(session): Auth<UserPrincipal>,
    mut query: Query,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let page = query.page();
    query.check()?;
    let current = session.session_id().clone();
    let sessions = run(api, move |api| api.services.sessions.list(&session)).await?;
    let listing = page.of_all(sessions, |session| &session.id);
    let dto = |session| SessionDto::new(session, &current);
    Ok(ok_page(&listing, page.limit, &[], dto))
}

/// `DELETE /auth/sessions/{id}`
pub(super) async fn end(
    Auth(session): Auth<UserPrincipal>,
    path: web::Path<ItemPath>,
    Origin(origin): Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let id = path.id().ok_or(NO_SUCH_SESSION)?;
    let current = session.session_id().clone();
    let ended = run(api, move |api| {
        api.services.sessions.end(&session, &id, &origin)
    })
    .await?;
    Ok(ok(&SessionDto::new(
        &ended.ok_or(NO_SUCH_SESSION)?,
        &current,
    )))
}
