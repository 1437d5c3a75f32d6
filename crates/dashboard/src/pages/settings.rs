use actix_web::HttpResponse;
use askama::Template;
use sendook_domain::authorization::permission::RenameOrganization;
use sendook_domain::entities::Role;
use sendook_domain::values::PersonName;
use sendook_web::requests::{names_request, organization_name, set_new_password};
use sendook_web::{Api, Origin, Problem, Query, run};

use super::Answer;
use super::people::SharedApi;
use crate::faults::Faults;
use crate::form::{Form, Submission};
use crate::page_error::PageError;
use crate::person::Person;
use crate::view::{Field, Section, Shell, notice, see_other};

#[derive(Template)]
#[template(path = "settings.html")]
struct SettingsPage<'a> {
    shell: Shell,
    names: [Field<'a>; 2],
    organization: Field<'a>,
    may_rename: bool,
    role: &'static str,
    passwords: [Field<'a>; 2],
    general: &'a str,
}

/// `GET /settings`
pub(crate) async fn show(person: Person, mut query: Query, api: SharedApi) -> Answer {
    render(&person, &api, notice(&mut query), &Faults::default(), None)
}

/// `GET` of a path that has only a form.
pub(crate) async fn back(_: Person) -> HttpResponse {
    see_other("/settings")
}

fn render(
    person: &Person,
    api: &Api,
    notice: &'static str,
    faults: &Faults,
    typed: Option<&Form>,
) -> Answer {
    let user = &person.user;
    let shortest = api.settings.passwords.min_chars;
    let last_name = user.last_name.as_ref().map_or("", PersonName::as_str);
    // Each form is typed into by itself: the others show what is kept.
    let sent = |name: &str| typed.filter(|form| form.holds(name));
    let first = Field::text("first_name", "First name").filled_by("given-name");
    let last = Field::text("last_name", "Last name")
        .filled_by("family-name")
        .optional();
    let name = Field::text("name", "Name");
    let template = SettingsPage {
        shell: Shell::new(person, Section::Settings).saying(notice),
        names: [
            first
                .value(user.first_name.as_str())
                .typed(sent("first_name"), faults),
            last.value(last_name).typed(sent("last_name"), faults),
        ],
        organization: name
            .value(person.membership.organization().name.as_str())
            .typed(sent("name"), faults),
        may_rename: person.may::<RenameOrganization>(),
        role: match person.membership.role() {
            Role::Owner => "an owner",
            Role::Admin => "an admin",
            Role::Member => "a member",
        },
        passwords: [
            Field::password("current_password", "Current password")
                .filled_by("current-password")
                .typed(None, faults),
            Field::password("new_password", "New password")
                .filled_by("new-password")
                .hint(format!("At least {shortest} characters."))
                .typed(None, faults),
        ],
        general: faults.general.as_deref().unwrap_or_default(),
    };
    faults.page(&template)
}

/// Obeyed, or shown again with what is wrong.
fn outcome(
    done: Result<(), Problem>,
    (person, form): (&Person, &Form),
    api: &Api,
    notice: &str,
) -> Answer {
    match done {
        Ok(()) => Ok(see_other(&format!("/settings?notice={notice}"))),
        Err(error) => render(person, api, "", &Faults::of(error)?, Some(form)),
    }
}

/// `POST /settings/profile`
pub(crate) async fn rename_person(
    sent: Submission,
    Origin(origin): Origin,
    api: SharedApi,
) -> Answer {
    let Submission { person, form } = sent;
    let (first, last) = match names_request(form.read(["first_name", "last_name"])) {
        Ok(names) => names,
        Err(error) => return outcome(Err(error), (&person, &form), &api, ""),
    };
    let session = person.session.clone();
    let rename = move |api: &Api| api.profile.rename(&session, &first, last.as_ref(), &origin);
    let renamed = run(api.clone(), rename).await;
    let done = renamed.and_then(|user| {
        user.map(drop)
            .ok_or(Problem::not_found("Your account is gone."))
    });
    outcome(done, (&person, &form), &api, "name-saved")
}

/// `POST /settings/organization`
pub(crate) async fn rename_organization(
    sent: Submission,
    Origin(origin): Origin,
    api: SharedApi,
) -> Answer {
    let Submission { person, form } = sent;
    let grant = person.grant::<RenameOrganization>()?;
    let name = match organization_name(form.read(["name"])) {
        Ok(name) => name,
        Err(error) => return outcome(Err(error), (&person, &form), &api, ""),
    };
    let rename = move |api: &Api| api.organizations.rename(&grant, &name, &origin);
    let renamed = run(api.clone(), rename).await?;
    renamed.ok_or_else(|| PageError::gone("This organization no longer exists."))?;
    outcome(Ok(()), (&person, &form), &api, "organization-saved")
}

/// `POST /settings/password`
pub(crate) async fn change_password(
    sent: Submission,
    Origin(origin): Origin,
    api: SharedApi,
) -> Answer {
    let Submission { person, form } = sent;
    let fields = form.read(["current_password", "new_password"]);
    let session = person.session.clone();
    let change = move |api: &Api| set_new_password(api, &session, fields, &origin);
    match run(api.clone(), change).await {
        Ok(()) => Ok(see_other("/settings?notice=password-changed")),
        Err(error) => {
            let faults = Faults::of_password_change(error)?;
            render(&person, &api, "", &faults, Some(&form))
        }
    }
}
