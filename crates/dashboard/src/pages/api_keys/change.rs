use actix_web::web;
use sendook_domain::authorization::Grant;
use sendook_domain::authorization::permission::ManageKeys;
use sendook_domain::entities::{ApiKey, ClientInfo};
use sendook_domain::policies::KeyChange;
use sendook_domain::values::Id;
use sendook_web::requests::key_change;
use sendook_web::{Api, ItemPath, Problem};

use super::lookup::{gone, page_of};
use super::show::render;
use crate::answer::{Answer, see_other};
use crate::faults::Faults;
use crate::submission::Submission;

/// `POST /api-keys/{id}/rename`
pub(crate) async fn rename(sent: Submission, path: web::Path<ItemPath>) -> Answer {
    let mut fields = sent.form.read(["name"]);
    // The API takes a change without a name; a form that asks for one does not.
    let name = fields.required("name", |text| Ok::<_, Problem>(text.to_owned()));
    let change = match name {
        Some(_) => key_change(&mut fields, sent.person.now()),
        None => Err(fields.failed()),
    };
    apply(sent, &path, "key-renamed", move |api, grant, id, origin| {
        Ok(api.services.keys.change(grant, id, &change?, origin)?)
    })
    .await
}

/// `POST /api-keys/{id}/disable`
pub(crate) async fn disable(sent: Submission, path: web::Path<ItemPath>) -> Answer {
    set_active(sent, &path, false, "key-disabled").await
}

/// `POST /api-keys/{id}/enable`
pub(crate) async fn enable(sent: Submission, path: web::Path<ItemPath>) -> Answer {
    set_active(sent, &path, true, "key-enabled").await
}

async fn set_active(
    sent: Submission,
    path: &web::Path<ItemPath>,
    active: bool,
    notice: &str,
) -> Answer {
    let change = KeyChange {
        active: Some(active),
        ..KeyChange::default()
    };
    apply(sent, path, notice, move |api, grant, id, origin| {
        Ok(api.services.keys.change(grant, id, &change, origin)?)
    })
    .await
}

/// Changes a key as a form says, and leads to its page, or shows that page with what is wrong.
pub(super) async fn apply(
    sent: Submission,
    path: &web::Path<ItemPath>,
    notice: &str,
    change: impl FnOnce(
        &Api,
        &Grant<ManageKeys>,
        &Id<ApiKey>,
        &ClientInfo,
    ) -> Result<Option<ApiKey>, Problem>
    + Send
    + 'static,
) -> Answer {
    let Submission {
        person,
        form,
        origin,
    } = sent;
    let grant = person.grant::<ManageKeys>()?;
    let id = path.id::<ApiKey>().ok_or_else(gone)?;
    let changed = person.run(move |api| change(api, &grant, &id, &origin));
    match changed.await {
        Ok(Some(key)) => Ok(see_other(&format!("{}?notice={notice}", page_of(&key.id)))),
        Ok(None) => Err(gone()),
        Err(error) => {
            let faults = Faults::of(error)?;
            let typed = form.holds("name").then_some(&form);
            render(&person, path, "", &faults, typed).await
        }
    }
}
