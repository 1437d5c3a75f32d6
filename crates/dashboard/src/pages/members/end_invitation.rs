use actix_web::web;
use sendook_domain::authorization::permission::ManageMembers;
use sendook_web::ItemPath;

use crate::answer::{Answer, see_other};
use crate::page_error::PageError;
use crate::submission::Submission;

/// `POST /members/invitations/{id}/end`
pub(crate) async fn end(sent: Submission, path: web::Path<ItemPath>) -> Answer {
    let Submission { person, origin, .. } = sent;
    let grant = person.grant::<ManageMembers>()?;
    let gone = || PageError::gone("There is no such open invitation to this organization.");
    let id = path.id().ok_or_else(gone)?;
    let end = person.run(move |api| api.services.invitations.end(&grant, &id, &origin));
    end.await?.ok_or_else(gone)?;
    Ok(see_other("/members?notice=invitation-ended"))
}
