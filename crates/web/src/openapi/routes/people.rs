use sendook_domain::entities::Role;
use utoipa::openapi::HttpMethod::{Delete, Get, Patch, Post};

use super::Group;
use crate::dto::{InvitationDto, IssuedInvitationDto, MemberDto, ShownInvitationDto};
use crate::openapi::caller::Caller::{Anyone, Member, Person};
use crate::openapi::people_bodies::{InvitationToken, NewInvitation, RoleChange};
use crate::openapi::route::Route;
use crate::routes::AcceptedInvitationDto;

pub(super) fn people() -> Group {
    const MEMBERS: &str = "/organizations/{organization_id}/members";
    const INVITATIONS: &str = "/organizations/{organization_id}/invitations";
    const ONE: &str = "/organizations/{organization_id}/members/{id}";
    Group {
        name: "People",
        description: "Owners manage everyone, admins everyone but owners. What a removal or a lower role takes away is refused from the next request on. An organization always has an owner.",
        routes: vec![
            Route::new(
                Get,
                MEMBERS,
                "listMembers",
                "List the members of an organization",
                Member(Role::Member),
            )
            .details("Those whose accounts are newest come first.")
            .gives_page_of::<MemberDto<'_>>([]),
            Route::new(
                Patch,
                ONE,
                "changeRole",
                "Give a member another role",
                Member(Role::Admin),
            )
            .details("Owners may change everyone's role; admins may change that of members and admins, to one of these. To make an owner takes a login, or `POST /auth/reauthenticate`, within the last 15 minutes.")
            .body::<RoleChange>()
            .gives::<MemberDto<'_>>(200, "The member, with the new role.")
            .fails(&["reauthentication_required", "not_found", "last_owner"]),
            Route::new(
                Delete,
                ONE,
                "removeMember",
                "Remove a member, or leave",
                Member(Role::Admin),
            )
            .details("To remove an owner takes the role `owner`. Everyone may leave, whatever their role, and without the second factor that the organization requires. The API keys that they made stay, as those are the organization's: `GET …/api_keys?created_by=` lists them.")
            .gives::<MemberDto<'_>>(200, "The member, as they were.")
            .fails(&["not_found", "last_owner"]),
            Route::new(
                Post,
                INVITATIONS,
                "invite",
                "Invite somebody",
                Member(Role::Admin),
            )
            .details("An invitation is for the account with one e-mail address, whether there is one yet or not, works once, and ends after 7 days unless the operator chose otherwise; and when its maker may no longer make it. A further one for the same address takes its place. This is the only answer that shows the token and the link; both are mailed too, where mail is set up. To invite an owner takes a login, or `POST /auth/reauthenticate`, within the last 15 minutes.")
            .repeatable()
            .body::<NewInvitation>()
            .gives::<IssuedInvitationDto<'_>>(201, "The invitation, with its token.")
            .fails(&["reauthentication_required", "already_member"]),
            Route::new(
                Get,
                INVITATIONS,
                "listInvitations",
                "List the open invitations",
                Member(Role::Admin),
            )
            .details("Those that can be accepted now.")
            .gives_page_of::<InvitationDto<'_>>([]),
            Route::new(
                Delete,
                &format!("{INVITATIONS}/{{id}}"),
                "endInvitation",
                "End an invitation",
                Member(Role::Admin),
            )
            .details("")
            .gives::<InvitationDto<'_>>(200, "The invitation that was ended.")
            .fails(&["not_found"]),
            Route::new(
                Post,
                "/auth/invitations/look",
                "lookAtInvitation",
                "Show what an invitation is for",
                Anyone,
            )
            .details("Uses nothing up. A token that was used, has expired, was ended or never was is answered alike.")
            .body::<InvitationToken>()
            .gives::<ShownInvitationDto<'_>>(200, "The invitation.")
            .fails(&["invalid_token", "too_many_requests"]),
            Route::new(
                Post,
                "/auth/invitations/accept",
                "acceptInvitation",
                "Accept an invitation",
                Person,
            )
            .details("For the account with the invited address. Who has none registers with `invitation_token`.")
            .body::<InvitationToken>()
            .gives::<AcceptedInvitationDto<'_>>(200, "The organization that the person is a member of from now on.")
            .fails(&["invitation_for_another_address", "already_member", "too_many_requests"]),
        ],
    }
}
