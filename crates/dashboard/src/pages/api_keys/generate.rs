use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use askama::Template;
use chrono::{DateTime, Utc};
use sendook_domain::api_keys::KeyRequest;
use sendook_domain::authorization::permission::{ManageKeys, ReadInboxes};
use sendook_web::requests::key_request;
use sendook_web::{Fields, Problem};

use super::expiry::{add_expiry, expiry_field};
use super::new_key::{NewKeyForm, inbox_choices};
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
    new: NewKeyForm<'a>,
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
    show_form(&person, &Faults::default(), None).await
}

async fn show_form(person: &Person, faults: &Faults, typed: Option<&Form>) -> Answer {
    let grant = person.grant::<ReadInboxes>()?;
    let inboxes = person.run(move |api| inbox_choices(api, &grant)).await?;
    let template = NewKeyPage {
        shell: Shell::new(person, Section::ApiKeys),
        new: NewKeyForm::new(&inboxes, faults, typed),
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
    let wanted = read(&form, person.now());
    let create = person
        .run(move |api| Ok::<_, Problem>(api.services.keys.create(&grant, wanted?, &origin)?));
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
            show_form(&person, &faults, Some(&form)).await
        }
    }
}

/// Reads what the form says by the rules of the API. A choice that is not made is a fault: there, a field that is
/// left out means everything.
fn read(form: &Form, now: DateTime<Utc>) -> Result<KeyRequest, Problem> {
    let mut said = form.fields(["name", "environment", "scopes", "inbox_ids"]);
    let (access, reach) = (form.value("access"), form.value("reach"));
    if access != "limited" {
        said.remove("scopes");
    }
    if reach != "some" {
        said.remove("inbox_ids");
    }
    let expiry = add_expiry(&mut said, form);
    let mut fields = Fields::new(said);
    if !["full", "limited"].contains(&access) {
        fields.fault("scopes", "Choose what the key may do.");
    }
    if !["all", "some"].contains(&reach) {
        fields.fault("inbox_ids", "Choose which inboxes the key reaches.");
    }
    if let Err(sentence) = expiry {
        fields.fault(expiry_field(form), sentence);
    }
    key_request(&mut fields, now)
}

/// Puts what is wrong with the expiry at the one field of the form that says it.
fn in_terms_of(form: &Form, mut error: Problem) -> Problem {
    for fault in &mut error.errors {
        if matches!(fault.path.as_deref(), Some("expires_at" | "expires_in")) {
            fault.path = Some(expiry_field(form).into());
        }
    }
    error
}
