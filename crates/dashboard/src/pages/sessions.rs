use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use sendook_domain::sessions::LogoutScope;
use sendook_web::{ItemPath, Query};

use super::log_out::logged_out;
use crate::answer::{Answer, page, see_other};
use crate::page_error::PageError;
use crate::person::OwnAccount;
use crate::submission::{AccountSubmission, Submission};
use crate::view::{Moment, Section, Shell, device, notice};

const NO_SUCH_SESSION: &str = "You have no such session. It may have ended already.";

#[derive(Template)]
#[template(path = "sessions.html")]
struct SessionsPage {
    shell: Shell,
    sessions: Vec<SessionRow>,
}

struct SessionRow {
    id: String,
    device: String,
    user_agent: String,
    address: String,
    current: bool,
    created: Moment,
    last_used: Moment,
    expires: Moment,
}

/// `GET /sessions`
pub(crate) async fn list(OwnAccount(person): OwnAccount, mut query: Query) -> Answer {
    let shell = Shell::new(&person, Section::Sessions).saying(notice(&mut query));
    let now = person.now();
    let own = person.session.clone();
    let sessions = person
        .run(move |api| api.services.sessions.list(&own))
        .await?;
    let sessions = sessions.into_iter().map(|session| SessionRow {
        current: session.id == *person.session.session_id(),
        id: session.id.to_string(),
        device: device(session.user_agent.as_deref()),
        user_agent: session.user_agent.unwrap_or_default(),
        address: session.ip.map(|ip| ip.to_string()).unwrap_or_default(),
        created: Moment::new(session.created_at, now),
        last_used: Moment::new(session.last_used_at, now),
        expires: Moment::new(session.expires_at, now),
    });
    let sessions = sessions.collect();
    page(StatusCode::OK, &SessionsPage { shell, sessions })
}

/// `GET` of a path that has only a form.
pub(crate) async fn back(_: OwnAccount) -> HttpResponse {
    see_other("/sessions")
}

/// `POST /sessions/{id}/end`
pub(crate) async fn end(
    request: HttpRequest,
    sent: AccountSubmission,
    path: web::Path<ItemPath>,
) -> Answer {
    let AccountSubmission(Submission { person, origin, .. }) = sent;
    let gone = || PageError::gone(NO_SUCH_SESSION);
    let id = path.id().ok_or_else(gone)?;
    let session = person.session.clone();
    let current = *session.session_id() == id;
    let ended = person.run(move |api| api.services.sessions.end(&session, &id, &origin));
    ended.await?.ok_or_else(gone)?;
    Ok(if current {
        logged_out(&request, None)
    } else {
        see_other("/sessions?notice=session-ended")
    })
}

/// `POST /sessions/end-others`
pub(crate) async fn end_others(sent: AccountSubmission) -> Answer {
    let AccountSubmission(Submission { person, origin, .. }) = sent;
    let session = person.session.clone();
    let end = person.run(move |api| {
        api.services
            .sessions
            .log_out(&session, LogoutScope::Others, &origin)
    });
    end.await?;
    Ok(see_other("/sessions?notice=sessions-ended"))
}
