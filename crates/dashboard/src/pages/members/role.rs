use actix_web::web;
use askama::Template;
use sendook_domain::authorization::may_manage;
use sendook_domain::authorization::permission::ManageMembers;
use sendook_domain::entities::{Role, User};
use sendook_web::requests::role_request;
use sendook_web::{ItemPath, Problem};

use super::lookup::{MemberView, found, gone};
use crate::answer::{Answer, see_other};
use crate::faults::Faults;
use crate::person::Person;
use crate::submission::Submission;
use crate::view::{Choice, Section, Shell, role_choices};

#[derive(Template)]
#[template(path = "members/role.html")]
struct RolePage<'a> {
    shell: Shell,
    faults: &'a Faults,
    member: MemberView,
    roles: Vec<Choice>,
    /// The role that the form shows as the current one.
    was: &'static str,
}

const CHANGED_BEFORE: &str =
    "The role was changed since this form was shown. It is shown as it is now; nothing was saved.";

/// `GET /members/{id}/role`
pub(crate) async fn ask(person: Person, path: web::Path<ItemPath>) -> Answer {
    person.grant::<ManageMembers>()?;
    let (member, role) = found(&person, &path).await?;
    show(&person, member, role, role.as_str(), &Faults::default())
}

fn show(person: &Person, member: MemberView, role: Role, chosen: &str, faults: &Faults) -> Answer {
    let by = person.membership.role();
    may_manage(by, &[role])?;
    let template = RolePage {
        shell: Shell::new(person, Section::Members),
        faults,
        member,
        roles: role_choices(by, chosen),
        was: role.as_str(),
    };
    faults.page(&template)
}

/// `POST /members/{id}/role`
pub(crate) async fn change(sent: Submission, path: web::Path<ItemPath>) -> Answer {
    let Submission {
        person,
        form,
        origin,
    } = sent;
    person.grant::<ManageMembers>()?;
    let id = path.id::<User>().ok_or_else(gone)?;
    let wanted = role_request(form.read(["role"]));
    // A form of the version before, which is still open somewhere, does not say.
    let was = Role::parse(form.value("was")).ok();
    let by = person.membership.clone();
    let change = person.run(move |api| {
        let members = &api.services.members;
        let changed = members.change_role(&by, &id, was, wanted?, &origin);
        changed.map_err(Problem::from)
    });
    match change.await {
        Ok(_) => Ok(see_other("/members?notice=role-changed")),
        Err(error) if error.code == Problem::OUTDATED => {
            let faults = Faults::outdated(CHANGED_BEFORE);
            let (member, role) = found(&person, &path).await?;
            show(&person, member, role, role.as_str(), &faults)
        }
        Err(error) => {
            let faults = Faults::of(error)?;
            let (member, role) = found(&person, &path).await?;
            show(&person, member, role, form.value("role"), &faults)
        }
    }
}
