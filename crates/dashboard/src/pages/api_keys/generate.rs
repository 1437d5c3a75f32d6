use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use askama::Template;
use sendook_domain::policies::{Action, Grant};
use sendook_domain::use_cases::IssuedKey;
use sendook_web::requests::key_request;
use sendook_web::{Api, ApiError, FieldFault, Fields, Origin, run};

use super::expiry::add_expiry;
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
    person.grant(Action::ManageKeys)?;
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
    let grant = person.grant(Action::ManageKeys)?;
    let made = match fields(&form) {
        Ok(fields) => issue(&api, grant, fields, origin).await,
        Err(error) => Err(error),
    };
    match made {
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
    grant: Grant,
    mut fields: Fields,
    origin: sendook_domain::entities::RequestOrigin,
) -> Result<IssuedKey, ApiError> {
    let request = key_request(&mut fields, api.ports.clock.now())?;
    let create = move |api: &Api| api.keys.create(&grant, request, &origin);
    run(api.clone(), create).await
}

/// What the form says, in the fields of the API.
fn fields(form: &Form) -> Result<Fields, ApiError> {
    let mut fields = form.fields(["name", "environment", "scopes", "inbox_ids"]);
    if form.value("access") != "limited" {
        fields.remove("scopes");
    }
    if form.value("reach") != "some" {
        fields.remove("inbox_ids");
    }
    let expiry = add_expiry(&mut fields, form);
    expiry.map_err(|msg| {
        let fault = FieldFault {
            path: Some("expires_on"),
            msg: msg.to_owned(),
        };
        ApiError::Validation(vec![fault])
    })?;
    Ok(Fields::new(fields))
}
