use sendook_domain::entities::Role;
use utoipa::openapi::HttpMethod::{Delete, Get, Patch, Post};

use super::Group;
use crate::dto::{AuditEventDto, MembershipDto, UsageDto};
use crate::openapi::bodies::OrganizationChange;
use crate::openapi::caller::Caller::{Member, Person};
use crate::openapi::parameters;
use crate::openapi::people_bodies::NewOrganization;
use crate::openapi::route::Route;

const AUDIT: &str = "\
Who did what, when and from where. To a client that prefers `application/x-ndjson` in `Accept`, the lines are streamed, each \
an object as in the list: without `limit`, all that match, however many they are. An answer that cannot be finished \
ends without its last chunk, which clients report as a broken connection; the id of its last line as `cursor` resumes it.";

pub(super) fn organizations() -> Group {
    const ONE: &str = "/organizations/{organization_id}";
    Group {
        name: "Organizations",
        description: "Everything belongs to an organization. One that the caller is no member of is answered with 403, whether it exists or not.",
        routes: vec![
            Route::new(
                Get,
                "/organizations",
                "listOrganizations",
                "List the organizations of the person",
                Person,
            )
            .details("")
            .gives_page_of::<MembershipDto<'_>>([]),
            Route::new(
                Post,
                "/organizations",
                "createOrganization",
                "Make an organization",
                Person,
            )
            .details("The person becomes its owner. It begins without API keys and inboxes.")
            .repeatable()
            .body::<NewOrganization>()
            .gives::<MembershipDto<'_>>(201, "The organization."),
            Route::new(
                Get,
                ONE,
                "getOrganization",
                "Show an organization",
                Member(Role::Member),
            )
            .details("")
            .gives::<MembershipDto<'_>>(200, "The organization."),
            Route::new(
                Patch,
                ONE,
                "renameOrganization",
                "Rename an organization, or require a second factor",
                Member(Role::Admin),
            )
            .details("Only owners may require a second factor, and only with one of their own. From the next request on, members without one are refused with 403 wherever they ask for something of the organization; its API keys are not concerned.")
            .body::<OrganizationChange>()
            .gives::<MembershipDto<'_>>(200, "The organization, as it is now.")
            .fails(&["not_found"]),
            Route::new(
                Delete,
                ONE,
                "deleteOrganization",
                "Delete an organization",
                Member(Role::Owner),
            )
            .details("Its API keys, run tokens and inboxes end with it, from the next request on. The accounts of its members stay. It takes a login, or `POST /auth/reauthenticate`, within the last 15 minutes.")
            .gives::<MembershipDto<'_>>(200, "The organization, as it was.")
            .fails(&["reauthentication_required", "not_found"]),
            Route::new(
                Get,
                &format!("{ONE}/audit"),
                "listAuditEvents",
                "List the audit trail",
                Member(Role::Admin),
            )
            .details(AUDIT)
            .gives_page_or_lines_of::<AuditEventDto<'_>>(parameters::of_audit()),
            Route::new(
                Get,
                &format!("{ONE}/usage"),
                "getOrganizationUsage",
                "Show the use of all API keys by day",
                Member(Role::Member),
            )
            .details("Requests that were let in with any key of the organization, deleted ones included. They are written down every half minute, and kept for 90 days.")
            .parameters([parameters::of_days()])
            .gives::<UsageDto>(200, "The use of the organization."),
        ],
    }
}
