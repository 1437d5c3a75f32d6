use actix_web::{HttpRequest, web};
use askama::Template;
use sendook_domain::authorization::may_manage;
use sendook_domain::authorization::permission::LeaveOrganization;
use sendook_domain::entities::{Role, User};
use sendook_web::ItemPath;

use super::lookup::{MemberView, found, gone};
use crate::answer::{Answer, see_other};
use crate::cookies::{CookieJar, Kept};
use crate::faults::Faults;
use crate::person::Person;
use crate::submission::Submission;
use crate::view::{Section, Shell};

#[derive(Template)]
#[template(path = "members/remove.html")]
struct RemovalPage<'a> {
    shell: Shell,
    faults: &'a Faults,
    member: MemberView,
}

/// `GET /members/{id}/remove`: of oneself, it is to leave.
pub(crate) async fn ask(person: Person, path: web::Path<ItemPath>) -> Answer {
    let (member, role) = found(&person, &path).await?;
    show(&person, member, role, &Faults::default())
}

fn show(person: &Person, member: MemberView, role: Role, faults: &Faults) -> Answer {
    if !member.own {
        may_manage(person.membership.role(), &[role])?;
    }
    let template = RemovalPage {
        shell: Shell::new(person, Section::Members),
        faults,
        member,
    };
    faults.page(&template)
}

/// `POST /members/{id}/remove`
pub(crate) async fn remove(
    request: HttpRequest,
    sent: Submission,
    path: web::Path<ItemPath>,
) -> Answer {
    let Submission { person, origin, .. } = sent;
    person.grant::<LeaveOrganization>()?;
    let id = path.id::<User>().ok_or_else(gone)?;
    let leaves = id == person.user.id;
    let by = person.membership.clone();
    let remove = person.run(move |api| api.services.members.remove(&by, &id, &origin));
    match remove.await {
        Ok(_) if leaves => {
            CookieJar::of(&request).forget(Kept::Organization);
            Ok(see_other("/overview?notice=organization-left"))
        }
        Ok(_) => Ok(see_other("/members?notice=member-removed")),
        Err(error) => {
            let faults = Faults::of(error)?;
            let (member, role) = found(&person, &path).await?;
            show(&person, member, role, &faults)
        }
    }
}
