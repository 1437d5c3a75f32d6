use actix_web::web;
use sendook_domain::authorization::Grant;
use sendook_domain::authorization::permission::ManageKeys;
use sendook_domain::entities::{ApiKey, ClientInfo};
use sendook_domain::policies::KeyChange;
use sendook_domain::values::Id;
use sendook_web::requests::key_change;
use sendook_web::{Api, ItemPath, Problem};

use super::key_fields::{in_terms_of, of_change};
use super::lookup::{gone, moment, page_of};
use super::show::render;
use crate::answer::{Answer, see_other};
use crate::faults::Faults;
use crate::submission::Submission;

/// Something else happened to the key in the meantime: what the person saw is not what is there.
const CHANGED_BEFORE: &str = "This key has changed since that form was shown, so nothing was changed. Here it is as it is now.";

/// `POST /api-keys/{id}/change`. The form says everything about the key, so it names the moment as of which that was so:
/// from a page that was left open, it would otherwise undo what somebody else has changed.
pub(crate) async fn change(sent: Submission, path: web::Path<ItemPath>) -> Answer {
    let change = key_change(&mut of_change(&sent.form), sent.person.now());
    let change = change.map_err(|error| in_terms_of(&sent.form, error));
    let as_of = Some(moment(&sent.form, "as_of"));
    apply(sent, &path, "key-changed", move |api, grant, id, origin| {
        let change = KeyChange { as_of, ..change? };
        Ok(api.services.keys.change(grant, id, &change, origin)?)
    })
    .await
}

/// Changes a key as a form says, and leads to its page, or shows that page with what is wrong: with the form, or with the
/// key, if it is no longer as the form was shown for.
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
        Err(error) if error.code == Problem::OUTDATED => {
            let faults = Faults::outdated(CHANGED_BEFORE);
            render(&person, path, "", &faults, None).await
        }
        Err(error) => {
            let faults = Faults::of(error)?;
            let typed = form.holds("name").then_some(&form);
            render(&person, path, "", &faults, typed).await
        }
    }
}
