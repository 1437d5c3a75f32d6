use actix_web::HttpRequest;
use askama::Template;
use sendook_domain::authorization::permission::DeleteOrganization;
use sendook_web::Problem;

use crate::answer::{Answer, see_other};
use crate::cookies::{CookieJar, Kept};
use crate::faults::Faults;
use crate::form::Form;
use crate::page_error::PageError;
use crate::person::Person;
use crate::submission::Submission;
use crate::view::{Field, Section, Shell};

#[derive(Template)]
#[template(path = "organization/delete.html")]
struct DeletionPage<'a> {
    shell: Shell,
    name: Field<'a>,
}

/// `GET /organization/delete`
pub(crate) async fn ask(person: Person) -> Answer {
    person.grant::<DeleteOrganization>()?;
    show(&person, &Faults::default(), None)
}

fn show(person: &Person, faults: &Faults, typed: Option<&Form>) -> Answer {
    let name = person.membership.organization().name.as_str();
    let template = DeletionPage {
        shell: Shell::new(person, Section::Settings),
        name: Field::text("name", "Type the name of the organization")
            .hint(name)
            .typed(typed, faults),
    };
    faults.page(&template)
}

/// `POST /organization/delete`
pub(crate) async fn delete(request: HttpRequest, sent: Submission) -> Answer {
    let Submission {
        person,
        form,
        origin,
    } = sent;
    let grant = person.grant::<DeleteOrganization>()?;
    let name = person.membership.organization().name.as_str();
    if form.value("name").trim() != name {
        let fault = format!("Type the name as it is: {name}");
        let faults = Faults::of(Problem::field("name", &fault))?;
        return show(&person, &faults, Some(&form));
    }
    let session = person.session.clone();
    let delete = person.run(move |api| {
        let proof = api.services.step_up.require(&session)?;
        let deleted = api.services.organizations.delete(&grant, &proof, &origin)?;
        Ok::<_, Problem>(deleted)
    });
    let gone = || PageError::gone("This organization no longer exists.");
    delete.await?.ok_or_else(gone)?;
    CookieJar::of(&request).forget(Kept::Organization);
    Ok(see_other("/overview?notice=organization-deleted"))
}
