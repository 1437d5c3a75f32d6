use actix_web::{HttpRequest, HttpResponse};
use sendook_domain::use_cases::LogoutScope;
use sendook_web::{Api, Origin, run};

use super::Answer;
use super::people::SharedApi;
use crate::cookies::{CookieJar, Kept};
use crate::form::SessionSubmission;
use crate::page_error::PageError;
use crate::view::see_other;

/// `POST /logout`. It takes the session alone: also who is in no organization any more may go.
pub(crate) async fn log_out(
    request: HttpRequest,
    sent: Result<SessionSubmission, PageError>,
    Origin(origin): Origin,
    api: SharedApi,
) -> Answer {
    match sent {
        Ok(SessionSubmission { session, .. }) => {
            let current = LogoutScope::Current;
            let end = move |api: &Api| api.sessions.log_out(&session, current, &origin);
            run(api, end).await?;
        }
        // It has ended already, which is what the person wants.
        Err(PageError::NoSession) => {}
        Err(error) => return Err(error),
    }
    Ok(farewell(&request))
}

/// Where a person goes whose session has just ended. Who logs in next begins anew.
pub(super) fn farewell(request: &HttpRequest) -> HttpResponse {
    let jar = CookieJar::of(request);
    jar.forget_session();
    jar.forget(Kept::Organization);
    see_other("/login?notice=logged-out")
}
