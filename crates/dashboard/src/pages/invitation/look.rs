use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use askama::Template;
use chrono::TimeDelta;
use sendook_domain::entities::{ClientInfo, StoredInvitation, User};
use sendook_domain::values::Secret;
use sendook_web::{Api, Origin, Query, run};

use crate::answer::{Answer, see_other};
use crate::cookies::{CookieJar, Kept};
use crate::faults::{Faults, of_field};
use crate::form_token::FormKey;
use crate::page_error::PageError;
use crate::pages::reset_password::token_of;
use crate::person::session;
use crate::shared_api::SharedApi;
use crate::site::Site;
use crate::submission::GuestSubmission;
use crate::view::{Field, Moment, notice, role_label};

/// How long a browser keeps the token of an invitation: time enough to open an account.
const KEPT_FOR: TimeDelta = TimeDelta::hours(1);

#[derive(Template)]
#[template(path = "invitation/link.html")]
struct LinkPage<'a> {
    prefix: &'a str,
    link_token: String,
    notice: &'static str,
    faults: &'a Faults,
    link: Field<'a>,
}

#[derive(Template)]
#[template(path = "invitation/show.html")]
struct InvitationPage<'a> {
    prefix: &'a str,
    /// The token of the form that looks at another invitation.
    link_token: String,
    notice: &'static str,
    faults: &'a Faults,
    link: Field<'a>,
    organization: &'a str,
    role: &'static str,
    email: &'a str,
    ends: Moment,
    viewer: Option<Viewer>,
    may_register: bool,
}

/// Somebody who is logged in.
struct Viewer {
    email: String,
    /// Whether the invitation is for them.
    invited: bool,
    form_token: String,
}

/// `GET /invitation`
pub(crate) async fn show(
    request: HttpRequest,
    mut query: Query,
    Origin(origin): Origin,
    api: SharedApi,
) -> Answer {
    let notice = notice(&mut query);
    match kept(&request, &api, &origin).await? {
        Ok(stored) => render(&request, &api, &stored, notice, &Faults::default()).await,
        Err(faults) => ask(&request, &faults, "", notice),
    }
}

/// `POST /invitation`: looks at an invitation by its link.
pub(crate) async fn look(
    request: HttpRequest,
    sent: GuestSubmission,
    Origin(origin): Origin,
    api: SharedApi,
) -> Answer {
    let form = match sent {
        GuestSubmission::Ours(form) => form,
        GuestSubmission::Unproven(typed) => {
            let token = token_of(typed.shown().value("token"));
            return ask(&request, &Faults::unproven(), token, "");
        }
    };
    let token = token_of(form.value("token"));
    match find(&api, Secret::new(token.to_owned()), &origin).await? {
        Ok(_) => {
            CookieJar::of(&request).keep(Kept::Invitation, token, KEPT_FOR);
            Ok(see_other("/invitation"))
        }
        Err(faults) => ask(&request, &faults, token, ""),
    }
}

/// The invitation whose token this browser keeps, or what is wrong with it; nothing is if it keeps none.
pub(super) async fn kept(
    request: &HttpRequest,
    api: &SharedApi,
    origin: &ClientInfo,
) -> Result<Result<StoredInvitation, Faults>, PageError> {
    match Kept::Invitation.of(request) {
        Some(token) => find(api, token, origin).await,
        None => Ok(Err(Faults::default())),
    }
}

async fn find(
    api: &SharedApi,
    token: Secret,
    origin: &ClientInfo,
) -> Result<Result<StoredInvitation, Faults>, PageError> {
    let origin = origin.clone();
    let look = move |api: &Api| api.services.invitations.look(token.expose(), &origin);
    let found = run(api.clone(), look).await;
    let refused = |error| of_field("token", StatusCode::UNAUTHORIZED, error);
    Ok(match found.map_err(refused) {
        Ok(stored) => Ok(stored),
        Err(error) => Err(Faults::of(error)?),
    })
}

/// The page that asks for the link. What this browser kept is forgotten: it is good for nothing.
pub(super) fn ask(
    request: &HttpRequest,
    faults: &Faults,
    token: &str,
    notice: &'static str,
) -> Answer {
    if Kept::Invitation.of(request).is_some() {
        CookieJar::of(request).forget(Kept::Invitation);
    }
    let site = Site::of(request);
    let template = LinkPage {
        prefix: site.prefix(),
        link_token: FormKey::of(request)?.guest_token(),
        notice,
        faults,
        link: link(token, faults),
    };
    faults.page(&template)
}

fn link<'a>(token: &'a str, faults: &'a Faults) -> Field<'a> {
    Field::text("token", "Link")
        .hint("Paste the link that you were given.")
        .value(token)
        .fault(faults.on("token"))
}

/// The page of an invitation that can be accepted.
pub(super) async fn render(
    request: &HttpRequest,
    api: &SharedApi,
    stored: &StoredInvitation,
    notice: &'static str,
    faults: &Faults,
) -> Answer {
    let invitation = &stored.invitation;
    let key = FormKey::of(request)?;
    let viewer = viewer(request, api)
        .await?
        .map(|(user, form_token)| Viewer {
            email: user.email.as_typed().to_owned(),
            invited: user.email.key() == invitation.email.key(),
            form_token,
        });
    let site = Site::of(request);
    let template = InvitationPage {
        prefix: site.prefix(),
        link_token: key.guest_token(),
        notice,
        faults,
        link: link("", faults),
        organization: stored.organization.name.as_str(),
        role: role_label(invitation.role),
        email: invitation.email.as_typed(),
        ends: Moment::new(invitation.expires_at, api.clock.now()),
        viewer,
        may_register: api.services.joining.check_open().is_ok(),
    };
    faults.page(&template)
}

/// Who is logged in, whatever organizations they are in, with the token of their forms.
async fn viewer(
    request: &HttpRequest,
    api: &SharedApi,
) -> Result<Option<(User, String)>, PageError> {
    let session = match session(request).await {
        Ok(session) => session,
        Err(PageError::NoSession) => return Ok(None),
        Err(error) => return Err(error),
    };
    let form_token = FormKey::of(request)?.session_token(session.session_id());
    let user = run(api.clone(), move |api| api.services.sessions.user(&session)).await?;
    Ok(user.map(|user| (user, form_token)))
}
