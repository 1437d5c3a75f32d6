use actix_web::web;
use sendook_domain::authorization::Grant;
use sendook_domain::authorization::permission::ManageKeys;
use sendook_domain::entities::{ApiKey, ClientInfo};
use sendook_domain::values::Id;
use sendook_web::requests::key_change;
use sendook_web::{Api, ItemPath, Problem};

use super::key_fields::{in_terms_of, of_change};
use super::lookup::{gone, page_of, version};
use super::show::render;
use crate::answer::{Answer, see_other};
use crate::faults::Faults;
use crate::submission::Submission;

/// Something else happened to the key in the meantime: what the person saw is not what is there.
const CHANGED_BEFORE: &str = "This key has changed since that form was shown, so nothing was changed. Here it is as it is now.";

/// `POST /api-keys/{id}/change`. The form says everything about the key, so it names the moment as of which that was so:
/// from a page that was left open, it would otherwise undo what somebody else has changed.
pub(crate) async fn change(sent: Submission, path: web::Path<ItemPath>) -> Answer {
    let as_of = sent.form.value("as_of").to_owned();
    let change = key_change(&mut of_change(&sent.form), sent.person.now());
    let change = change.map_err(|error| in_terms_of(&sent.form, error));
    apply(
        sent,
        &path,
        "key-changed",
        move |key| as_of == version(key),
        move |api, grant, id, origin| Ok(api.services.keys.change(grant, id, &change?, origin)?),
    )
    .await
}

/// Changes a key as a form says, and leads to its page, or shows that page with what is wrong: with the form, or with the
/// key, if it is no longer as the form was shown for.
pub(super) async fn apply(
    sent: Submission,
    path: &web::Path<ItemPath>,
    notice: &str,
    is_current: impl FnOnce(&ApiKey) -> bool + Send + 'static,
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
    let changed = person.run(move |api| match api.services.keys.covered(&grant, &id)? {
        None => Ok(None),
        Some(key) if !is_current(&key) => Ok(Some(None)),
        Some(_) => Ok::<_, Problem>(change(api, &grant, &id, &origin)?.map(Some)),
    });
    match changed.await {
        Ok(Some(Some(key))) => Ok(see_other(&format!("{}?notice={notice}", page_of(&key.id)))),
        Ok(Some(None)) => {
            let faults = Faults::outdated(CHANGED_BEFORE);
            render(&person, path, "", &faults, None).await
        }
        Ok(None) => Err(gone()),
        Err(error) => {
            let faults = Faults::of(error)?;
            let typed = form.holds("name").then_some(&form);
            render(&person, path, "", &faults, typed).await
        }
    }
}
