use actix_web::{HttpRequest, web};
use askama::Template;
use sendook_domain::authorization::may_manage;
use sendook_domain::authorization::permission::LeaveOrganization;
use sendook_domain::entities::{Role, User};
use sendook_domain::values::Id;
use sendook_web::ItemPath;

use super::lookup::{MemberView, found, gone, own};
use crate::answer::{Answer, see_other};
use crate::cookies::{CookieJar, Kept};
use crate::faults::Faults;
use crate::page_error::PageError;
use crate::person::{OwnAccount, Person};
use crate::submission::{AccountSubmission, Submission};
use crate::view::{Section, Shell};

#[derive(Template)]
#[template(path = "members/remove.html")]
struct RemovalPage<'a> {
    shell: Shell,
    faults: &'a Faults,
    member: MemberView,
}

/// `GET /members/{id}/remove`: of oneself, it is to leave.
pub(crate) async fn ask(account: OwnAccount, path: web::Path<ItemPath>) -> Answer {
    let person = admitted(account.0, &path)?;
    let (member, role) = concerned(&person, &path).await?;
    show(&person, member, role, &Faults::default())
}

/// Whoever lacks the second factor that the organization requires may leave, and nothing else.
fn admitted(person: Person, path: &web::Path<ItemPath>) -> Result<Person, PageError> {
    if leaves(&person, path) {
        return Ok(person);
    }
    person.admitted()
}

fn leaves(person: &Person, path: &web::Path<ItemPath>) -> bool {
    path.id().is_some_and(|id: Id<User>| id == person.user.id)
}

/// Whom the page is about, and their role.
async fn concerned(
    person: &Person,
    path: &web::Path<ItemPath>,
) -> Result<(MemberView, Role), PageError> {
    if leaves(person, path) {
        return Ok(own(person));
    }
    found(person, path).await
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
    AccountSubmission(sent): AccountSubmission,
    path: web::Path<ItemPath>,
) -> Answer {
    let Submission { person, origin, .. } = sent;
    let person = admitted(person, &path)?;
    person.grant::<LeaveOrganization>()?;
    let id = path.id::<User>().ok_or_else(gone)?;
    let leaves = leaves(&person, &path);
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
            let (member, role) = concerned(&person, &path).await?;
            show(&person, member, role, &faults)
        }
    }
}
