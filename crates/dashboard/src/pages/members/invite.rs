use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use askama::Template;
use sendook_domain::authorization::permission::ManageMembers;
use sendook_domain::entities::Role;
use sendook_domain::invitations::IssuedInvitation;
use sendook_web::Problem;
use sendook_web::requests::invitation_request;

use crate::answer::{Answer, page};
use crate::faults::Faults;
use crate::form::Form;
use crate::person::Person;
use crate::site::Site;
use crate::submission::Submission;
use crate::view::{Choice, Field, Moment, Section, Shell, role_choices, role_label};

/// The form of a new invitation.
pub(super) struct InviteForm<'a> {
    pub(super) faults: &'a Faults,
    pub(super) email: Field<'a>,
    pub(super) roles: Vec<Choice>,
    pub(super) mails: bool,
}

#[derive(Template)]
#[template(path = "members/invite.html")]
struct InvitePage<'a> {
    shell: Shell,
    invite: InviteForm<'a>,
}

#[derive(Template)]
#[template(path = "members/invited.html")]
struct InvitedPage {
    shell: Shell,
    email: String,
    role: &'static str,
    link: String,
    ends: Moment,
    /// Whether a mail with a link is on its way too.
    mailed: bool,
}

impl<'a> InviteForm<'a> {
    pub(super) fn new(person: &Person, faults: &'a Faults, typed: Option<&'a Form>) -> Self {
        let chosen = typed.map_or(Role::Member.as_str(), |form| form.value("role"));
        Self {
            faults,
            email: Field::email().filled_by("off").typed(typed, faults),
            roles: role_choices(person.membership.role(), chosen),
            mails: person.api.settings.services.mail,
        }
    }
}

/// `GET /members/invite`
pub(crate) async fn form(person: Person) -> Answer {
    person.grant::<ManageMembers>()?;
    show_form(&person, &Faults::default(), None)
}

fn show_form(person: &Person, faults: &Faults, typed: Option<&Form>) -> Answer {
    let template = InvitePage {
        shell: Shell::new(person, Section::Members),
        invite: InviteForm::new(person, faults, typed),
    };
    faults.page(&template)
}

/// `POST /members/invite`
pub(crate) async fn invite(request: HttpRequest, sent: Submission) -> Answer {
    let Submission {
        person,
        form,
        origin,
    } = sent;
    person.grant::<ManageMembers>()?;
    let wanted = invitation_request(form.read(["email", "role"]));
    let by = person.membership.clone();
    let invite = person.run(move |api| {
        let (email, role) = wanted?;
        let invited = api
            .services
            .invitations
            .invite(&by, email, role, &origin, None);
        invited.map_err(Problem::from)
    });
    match invite.await {
        Ok(issued) => shown_once(&request, &person, &issued),
        Err(error) => show_form(&person, &Faults::of(error)?, Some(&form)),
    }
}

/// The one page that shows the link. Nothing on the way to it asks the store: the link would be lost with the answer.
fn shown_once(request: &HttpRequest, person: &Person, issued: &IssuedInvitation) -> Answer {
    let IssuedInvitation {
        invitation,
        token,
        mailed,
    } = issued;
    let address = Site::of(request).address(request);
    let template = InvitedPage {
        shell: Shell::new(person, Section::Members),
        email: invitation.email.as_typed().to_owned(),
        role: role_label(invitation.role),
        link: format!("{address}/invitation#{}", token.expose()),
        ends: Moment::new(invitation.expires_at, person.now()),
        mailed: *mailed,
    };
    page(StatusCode::CREATED, &template)
}
