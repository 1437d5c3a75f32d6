use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use sendook_domain::values::Secret;
use sendook_web::{Api, Origin, run};

use super::look::{ask, kept, render};
use crate::answer::{Answer, see_other};
use crate::cookies::{CookieJar, Kept};
use crate::faults::{Faults, of_field};
use crate::pages::organization::choose::work_in;
use crate::shared_api::SharedApi;
use crate::submission::SessionSubmission;

/// `POST /invitation/accept`. It requires only a session: the person may be in no organization yet.
pub(crate) async fn accept(
    request: HttpRequest,
    sent: SessionSubmission,
    Origin(origin): Origin,
    api: SharedApi,
) -> Answer {
    let token = Kept::Invitation.of(&request);
    let from = origin.clone();
    let accept = move |api: &Api| {
        let token = token.as_ref().map_or("", Secret::expose);
        let invitations = &api.services.invitations;
        invitations.accept(&sent.session, token, &from)
    };
    let error = match run(api.clone(), accept).await {
        Ok(membership) => {
            work_in(&request, &api, &membership);
            CookieJar::of(&request).forget(Kept::Invitation);
            return Ok(see_other("/overview?notice=joined"));
        }
        Err(error) => error,
    };
    let faults = Faults::of(of_field("token", StatusCode::UNAUTHORIZED, error))?;
    match kept(&request, &api, &origin).await? {
        Ok(stored) => render(&request, &api, &stored, "", &faults).await,
        Err(_) => ask(&request, &faults, "", ""),
    }
}
