use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use chrono::{DateTime, Utc};
use sendook_domain::authorization::may_manage;
use sendook_domain::authorization::permission::{ManageMembers, ReadMembers};
use sendook_domain::entities::{Invitation, Member, User};
use sendook_domain::ports::{Page, Pagination};
use sendook_domain::values::Id;
use sendook_web::{Problem, Query};

use super::invite::InviteForm;
use crate::answer::{Answer, page, see_other};
use crate::faults::Faults;
use crate::pages::names::Names;
use crate::person::Person;
use crate::view::{Moment, Section, Shell, full_name, notice, role_label};

/// How many members a page shows, and how many invitations.
const ROWS: u16 = 30;

#[derive(Template)]
#[template(path = "members/list.html")]
struct MembersPage<'a> {
    shell: Shell,
    members: Vec<MemberRow>,
    next: Option<Id<User>>,
    may_manage: bool,
    /// Whether the organization requires a second factor.
    required: bool,
    invitations: Vec<InvitationRow>,
    next_invitations: Option<Id<Invitation>>,
    invite: InviteForm<'a>,
}

struct MemberRow {
    id: String,
    name: String,
    email: String,
    role: &'static str,
    /// Whether it is the person who looks.
    own: bool,
    may_manage: bool,
    joined: Moment,
    last_active: Option<Moment>,
    second_factor: bool,
}

struct InvitationRow {
    id: String,
    email: String,
    role: &'static str,
    made_by: String,
    made: Moment,
    ends: Moment,
}

impl MemberRow {
    fn new(member: &Member, person: &Person) -> Self {
        let (user, now) = (&member.user, person.now());
        Self {
            id: user.id.to_string(),
            name: full_name(user),
            email: user.email.as_typed().to_owned(),
            role: role_label(member.role),
            own: user.id == person.user.id,
            may_manage: may_manage(person.membership.role(), &[member.role]).is_ok(),
            joined: Moment::new(member.joined_at, now),
            last_active: member.last_active_at.map(|at| Moment::new(at, now)),
            second_factor: member.has_second_factor,
        }
    }
}

impl InvitationRow {
    fn new(invitation: &Invitation, names: &Names, now: DateTime<Utc>) -> Self {
        Self {
            id: invitation.id.to_string(),
            email: invitation.email.as_typed().to_owned(),
            role: role_label(invitation.role),
            made_by: names.called(invitation.created_by.as_str()),
            made: Moment::new(invitation.created_at, now),
            ends: Moment::new(invitation.expires_at, now),
        }
    }
}

/// `GET /members`
pub(crate) async fn list(person: Person, mut query: Query) -> Answer {
    let grant = person.grant::<ReadMembers>()?;
    let of_managers = person.grant::<ManageMembers>().ok();
    let part = Pagination {
        limit: ROWS,
        after: query.optional("cursor", Id::parse),
    };
    let invited = Pagination {
        limit: ROWS,
        after: query.optional("invitations", Id::parse),
    };
    let (mut names, now) = (Names::of(&person), person.now());
    let find = person.run(move |api| {
        let listing = api.services.members.list(&grant, &part)?;
        let invitations = match &of_managers {
            Some(grant) => api.services.invitations.list(grant, &invited)?,
            None => Page {
                items: Vec::new(),
                next: None,
            },
        };
        for invitation in &invitations.items {
            names.find(api, invitation.created_by.as_str())?;
        }
        let rows = invitations.items.iter();
        let rows = rows.map(|invitation| InvitationRow::new(invitation, &names, now));
        Ok::<_, Problem>((listing, rows.collect(), invitations.next))
    });
    let (listing, invitations, next_invitations) = find.await?;
    let faults = Faults::default();
    let members = listing.items.iter();
    let template = MembersPage {
        shell: Shell::new(&person, Section::Members).saying(notice(&mut query)),
        members: members
            .map(|member| MemberRow::new(member, &person))
            .collect(),
        next: listing.next,
        may_manage: person.may::<ManageMembers>(),
        required: person.membership.organization().requires_second_factor,
        invitations,
        next_invitations,
        invite: InviteForm::new(&person, &faults, None),
    };
    page(StatusCode::OK, &template)
}

/// `GET` of a path that has only a form.
pub(crate) async fn back(_: Person) -> HttpResponse {
    see_other("/members")
}
