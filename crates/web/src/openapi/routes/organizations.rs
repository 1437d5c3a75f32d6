use sendook_domain::entities::Role;
use utoipa::openapi::HttpMethod::{Get, Patch};

use super::Group;
use crate::dto::{AuditEventDto, MembershipDto};
use crate::openapi::bodies::OrganizationChange;
use crate::openapi::parameters;
use crate::openapi::route::Caller::{Member, Person};
use crate::openapi::route::Route;

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
                "Rename an organization",
                Member(Role::Admin),
            )
            .details("")
            .body::<OrganizationChange>()
            .gives::<MembershipDto<'_>>(200, "The organization, renamed.")
            .fails(&["not_found"]),
            Route::new(
                Get,
                &format!("{ONE}/audit"),
                "listAuditEvents",
                "List the audit trail",
                Member(Role::Admin),
            )
            .details("Who did what, when and from where.")
            .gives_page_of::<AuditEventDto<'_>>(parameters::of_audit()),
        ],
    }
}
