use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use askama::Template;
use chrono::{DateTime, Utc};
use sendook_domain::api_keys::{IssuedKey, KeyRequest};
use sendook_domain::authorization::Grant;
use sendook_domain::authorization::permission::ManageKeys;
use sendook_domain::entities::RequestOrigin;
use sendook_web::requests::key_request;
use sendook_web::{Api, Fields, Origin, Problem, run};

use super::expiry::{add_expiry, expiry_field};
use super::new_key::{NewKeyForm, inbox_choices};
use crate::faults::Faults;
use crate::form::{Form, Submission};
use crate::pages::Answer;
use crate::pages::people::SharedApi;
use crate::person::Person;
use crate::view::{Reveal, Section, Shell, page};

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
    list: String,
}

/// `GET /api-keys/new`
pub(crate) async fn new(person: Person, api: SharedApi) -> Answer {
    person.grant::<ManageKeys>()?;
    show_form(person, api, &Faults::default(), None).await
}

async fn show_form(
    person: Person,
    api: SharedApi,
    faults: &Faults,
    typed: Option<&Form>,
) -> Answer {
    let shell = Shell::new(&person, Section::ApiKeys);
    let inboxes = run(api, move |api| inbox_choices(api, &person)).await?;
    let new = NewKeyForm::new(&inboxes, faults, typed);
    faults.page(&NewKeyPage { shell, new })
}

/// `POST /api-keys`
pub(crate) async fn generate(
    request: HttpRequest,
    sent: Submission,
    Origin(origin): Origin,
    api: SharedApi,
) -> Answer {
    let Submission { person, form } = sent;
    let grant = person.grant::<ManageKeys>()?;
    match issue(&api, grant, &form, origin).await {
        Ok(issued) => {
            let shell = Shell::new(&person, Section::ApiKeys);
            let reveal = Reveal::new(&request, &issued);
            let list = "/api-keys".to_owned();
            page(
                StatusCode::CREATED,
                &GeneratedPage {
                    shell,
                    reveal,
                    list,
                },
            )
        }
        Err(error) => show_form(person, api, &Faults::of(error)?, Some(&form)).await,
    }
}

async fn issue(
    api: &SharedApi,
    grant: Grant<ManageKeys>,
    form: &Form,
    origin: RequestOrigin,
) -> Result<IssuedKey, Problem> {
    let request = read(form, api.ports.clock.now());
    let request = request.map_err(|error| in_terms_of(form, error))?;
    let create = move |api: &Api| api.keys.create(&grant, request, &origin);
    let created = run(api.clone(), create).await;
    created.map_err(|error| in_terms_of(form, error))
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
