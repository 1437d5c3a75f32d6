use actix_web::{HttpRequest, HttpResponse};
use sendook_domain::use_cases::LogoutScope;
use sendook_web::{Origin, run};

use super::Answer;
use super::people::SharedApi;
use crate::cookies::CookieJar;
use crate::form::Submission;
use crate::page_error::PageError;
use crate::view::see_other;

/// `POST /logout`
pub(crate) async fn log_out(
    request: HttpRequest,
    sent: Result<Submission, PageError>,
    Origin(origin): Origin,
    api: SharedApi,
) -> Answer {
    match sent {
        Ok(Submission { person, .. }) => {
            let current = LogoutScope::Current;
            let end = move |api: &sendook_web::Api| {
                api.sessions.log_out(&person.session, current, &origin)
            };
            run(api, end).await?;
        }
        // It has ended already, which is what the person wants.
        Err(PageError::NoSession) => {}
        Err(error) => return Err(error),
    }
    Ok(farewell(&request))
}

fn farewell(request: &HttpRequest) -> HttpResponse {
    CookieJar::of(request).forget_session();
    see_other("/login?notice=logged-out")
}
