use actix_web::{HttpMessage as _, HttpRequest};
use askama::Template;
use sendook_web::requests::organization_name;
use sendook_web::{Api, Origin, Problem, run};

use super::choose::work_in;
use crate::answer::{Answer, see_other};
use crate::faults::Faults;
use crate::form::Form;
use crate::page_error::PageError;
use crate::person::{OwnAccount, Person, SessionToken};
use crate::shared_api::SharedApi;
use crate::site::Site;
use crate::submission::SessionSubmission;
use crate::view::{Field, Section, Shell};

#[derive(Template)]
#[template(path = "organization/new.html")]
struct NewOrganizationPage<'a> {
    shell: Shell,
    name: Field<'a>,
}

/// The only page of a person who is in no organization.
#[derive(Template)]
#[template(path = "organization/none.html")]
struct NoOrganizationPage<'a> {
    prefix: &'a str,
    form_token: &'a str,
    name: Field<'a>,
}

/// `GET /organization/new`
pub(crate) async fn form(request: HttpRequest, person: Result<OwnAccount, PageError>) -> Answer {
    let person = person.map(|OwnAccount(person)| person);
    show(&request, person, &Faults::default(), None)
}

fn show(
    request: &HttpRequest,
    person: Result<Person, PageError>,
    faults: &Faults,
    typed: Option<&Form>,
) -> Answer {
    let name = Field::text("name", "Name").typed(typed, faults);
    match person {
        Ok(person) => faults.page(&NewOrganizationPage {
            shell: Shell::new(&person, Section::Nowhere),
            name,
        }),
        Err(PageError::NoOrganization) => {
            let kept = request.extensions();
            let token = kept.get::<SessionToken>();
            faults.page(&NoOrganizationPage {
                prefix: Site::of(request).prefix(),
                form_token: token.map_or("", |token| &token.0),
                name,
            })
        }
        Err(error) => Err(error),
    }
}

/// `POST /organization/new`. It requires only a session: a person who is in no organization can make one.
pub(crate) async fn create(
    request: HttpRequest,
    sent: SessionSubmission,
    Origin(origin): Origin,
    api: SharedApi,
) -> Answer {
    let SessionSubmission { session, form } = sent;
    let name = organization_name(form.read(["name"]));
    let owner = session.clone();
    let create = move |api: &Api| {
        let created = api
            .services
            .organizations
            .create(&owner, name?, &origin, None)?;
        Ok::<_, Problem>(created)
    };
    match run(api.clone(), create).await {
        Ok(membership) => {
            work_in(&request, &api, &membership);
            Ok(see_other("/overview?notice=organization-created"))
        }
        Err(error) => {
            let faults = Faults::of(error)?;
            let person = Person::of_session(&request, session).await;
            show(&request, person, &faults, Some(&form))
        }
    }
}
