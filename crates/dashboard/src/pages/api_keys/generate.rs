use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use askama::Template;
use sendook_domain::authorization::permission::{ManageKeys, ReadInboxes};
use sendook_domain::entities::InboxScope;
use sendook_web::Problem;
use sendook_web::requests::key_request;

use super::key_fields::{in_terms_of, of_new_key};
use super::key_form::{KeyForm, blank, inbox_choices};
use crate::answer::{Answer, page};
use crate::faults::Faults;
use crate::form::Form;
use crate::person::Person;
use crate::submission::Submission;
use crate::view::{Reveal, Section, Shell};

#[derive(Template)]
#[template(path = "api_keys/new.html")]
struct NewKeyPage<'a> {
    shell: Shell,
    new: KeyForm<'a>,
}

#[derive(Template)]
#[template(path = "api_keys/generated.html")]
struct GeneratedPage {
    shell: Shell,
    reveal: Reveal,
    /// Where a reload leads.
    list: &'static str,
}

/// `GET /api-keys/new`
pub(crate) async fn new(person: Person) -> Answer {
    person.grant::<ManageKeys>()?;
    show_form(&person, &Faults::default(), &blank()).await
}

async fn show_form(person: &Person, faults: &Faults, form: &Form) -> Answer {
    let grant = person.grant::<ReadInboxes>()?;
    let find = person.run(move |api| inbox_choices(api, &grant, &InboxScope::All));
    let inboxes = find.await?;
    let template = NewKeyPage {
        shell: Shell::new(person, Section::ApiKeys),
        new: KeyForm::new(form, &inboxes, faults),
    };
    faults.page(&template)
}

/// `POST /api-keys`
pub(crate) async fn generate(request: HttpRequest, sent: Submission) -> Answer {
    let Submission {
        person,
        form,
        origin,
    } = sent;
    let grant = person.grant::<ManageKeys>()?;
    let wanted = key_request(&mut of_new_key(&form), person.now());
    let session = person.session.clone();
    let create = person.run(move |api| {
        let wanted = wanted?;
        api.services.step_up.require_for_keys(&session)?;
        Ok::<_, Problem>(api.services.keys.create(&grant, wanted, &origin, None)?)
    });
    match create.await {
        Ok(issued) => {
            let template = GeneratedPage {
                shell: Shell::new(&person, Section::ApiKeys),
                reveal: Reveal::new(&request, &issued),
                list: "/api-keys",
            };
            page(StatusCode::CREATED, &template)
        }
        Err(error) => {
            let faults = Faults::of(in_terms_of(&form, error))?;
            show_form(&person, &faults, &form).await
        }
    }
}
