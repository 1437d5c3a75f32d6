use actix_web::web;
use sendook_domain::authorization::permission::ManageKeys;
use sendook_domain::entities::{ApiKey, RequestOrigin};
use sendook_domain::ports::KeyChange;
use sendook_web::requests::key_change;
use sendook_web::{Api, Origin, Problem, run};

use super::{gone, page_of, show};
use crate::faults::Faults;
use crate::form::Submission;
use crate::pages::people::SharedApi;
use crate::pages::{Answer, ItemPath};
use crate::view::see_other;

/// `POST /api-keys/{id}/rename`
pub(crate) async fn rename(
    sent: Submission,
    path: web::Path<ItemPath>,
    Origin(origin): Origin,
    api: SharedApi,
) -> Answer {
    let mut fields = sent.form.read(["name"]);
    // The API takes a change without a name; a form that asks for one does not.
    let name = fields.required("name", |text| Ok::<_, Problem>(text.to_owned()));
    let change = match name {
        Some(_) => key_change(&mut fields, api.ports.clock.now()),
        None => Err(fields.failed()),
    };
    obey(sent, &path, change, origin, api, "key-renamed").await
}

/// `POST /api-keys/{id}/disable`
pub(crate) async fn disable(
    sent: Submission,
    path: web::Path<ItemPath>,
    Origin(origin): Origin,
    api: SharedApi,
) -> Answer {
    obey(
        sent,
        &path,
        Ok(activity(false)),
        origin,
        api,
        "key-disabled",
    )
    .await
}

/// `POST /api-keys/{id}/enable`
pub(crate) async fn enable(
    sent: Submission,
    path: web::Path<ItemPath>,
    Origin(origin): Origin,
    api: SharedApi,
) -> Answer {
    obey(sent, &path, Ok(activity(true)), origin, api, "key-enabled").await
}

fn activity(active: bool) -> KeyChange {
    KeyChange {
        active: Some(active),
        ..KeyChange::default()
    }
}

async fn obey(
    sent: Submission,
    path: &ItemPath,
    change: Result<KeyChange, Problem>,
    origin: RequestOrigin,
    api: SharedApi,
    notice: &str,
) -> Answer {
    let Submission { person, form } = sent;
    let grant = person.grant::<ManageKeys>()?;
    let id = path.id::<ApiKey>().ok_or_else(gone)?;
    let target = id.clone();
    let changed = match change {
        Ok(change) => {
            let change = move |api: &Api| api.keys.change(&grant, &target, &change, &origin);
            run(api.clone(), change).await
        }
        Err(error) => Err(error),
    };
    match changed {
        Ok(Some(_)) => Ok(see_other(&page_of(&id, notice))),
        Ok(None) => Err(gone()),
        Err(error) => {
            let faults = Faults::of(error)?;
            let typed = form.holds("name").then_some(&form);
            show::render(&person, path, &api, "", &faults, typed).await
        }
    }
}
