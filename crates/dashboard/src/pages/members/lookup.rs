use actix_web::web;
use sendook_domain::authorization::permission::ReadOrganization;
use sendook_domain::entities::{Role, User};
use sendook_web::ItemPath;

use crate::page_error::PageError;
use crate::person::Person;
use crate::view::full_name;

/// A member as the pages about one show them.
pub(super) struct MemberView {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) email: String,
    /// Whether it is the person who looks.
    pub(super) own: bool,
}

pub(super) fn gone() -> PageError {
    PageError::gone("There is no such member of this organization. They may have left.")
}

/// The member that a path names, and their role.
pub(super) async fn found(
    person: &Person,
    path: &web::Path<ItemPath>,
) -> Result<(MemberView, Role), PageError> {
    let grant = person.grant::<ReadOrganization>()?;
    let id = path.id::<User>().ok_or_else(gone)?;
    let find = person.run(move |api| api.services.organizations.member(&grant, &id));
    let (user, role) = find.await?.ok_or_else(gone)?;
    let own = user.id == person.user.id;
    Ok((view(&user, own), role))
}

/// The person who looks, as a member.
pub(super) fn own(person: &Person) -> (MemberView, Role) {
    (view(&person.user, true), person.membership.role())
}

fn view(user: &User, own: bool) -> MemberView {
    MemberView {
        id: user.id.to_string(),
        name: full_name(user),
        email: user.email.as_typed().to_owned(),
        own,
    }
}
