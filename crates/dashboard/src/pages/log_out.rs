use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use sendook_domain::authentication::UserPrincipal;
use sendook_domain::sessions::LogoutScope;
use sendook_web::{Api, Origin, Query, run};

use crate::answer::{Answer, page, see_other};
use crate::cookies::{CookieJar, Kept};
use crate::form_token::FormKey;
use crate::next_page::own_path;
use crate::shared_api::SharedApi;
use crate::site::Site;
use crate::submission::Leaving;

#[derive(Template)]
#[template(path = "log_out.html")]
struct LogOutPage {
    prefix: String,
    form_token: String,
}

/// `POST /logout`. It requires only a session: a person who is in no organization any more can log out too.
pub(crate) async fn log_out(
    request: HttpRequest,
    mut query: Query,
    sent: Leaving,
    Origin(origin): Origin,
    api: SharedApi,
) -> Answer {
    match sent {
        Leaving::Session(session) => {
            let current = LogoutScope::Current;
            let end = move |api: &Api| api.services.sessions.log_out(&session, current, &origin);
            run(api, end).await?;
        }
        // It has ended already, which is what the person asked for.
        Leaving::Ended => {}
        Leaving::Unproven(session) => return ask(&request, &session),
    }
    let next = query.optional("next", |text| own_path(text).map(str::to_owned).ok_or(""));
    Ok(logged_out(&request, next.as_deref()))
}

/// Asks again, with a current form.
fn ask(request: &HttpRequest, session: &UserPrincipal) -> Answer {
    let template = LogOutPage {
        prefix: Site::of(request).prefix().to_owned(),
        form_token: FormKey::of(request)?.session_token(session.session_id()),
    };
    page(StatusCode::CONFLICT, &template)
}

/// Where a person goes whose session has just ended. The next login starts afresh, unless the person wants to go on with something.
pub(super) fn logged_out(request: &HttpRequest, next: Option<&str>) -> HttpResponse {
    let jar = CookieJar::of(request);
    jar.forget_session();
    jar.forget(Kept::Organization);
    if let Some(next) = next {
        return see_other(next);
    }
    jar.forget(Kept::Invitation);
    see_other("/login?notice=logged-out")
}
