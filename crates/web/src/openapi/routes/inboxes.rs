use sendook_domain::entities::{Role, Scope};
use utoipa::openapi::HttpMethod::{Delete, Get, Post};

use super::{Group, Roof};
use crate::dto::InboxDto;
use crate::openapi::bodies::NewInbox;
use crate::openapi::route::Route;

pub(super) fn inboxes() -> Group {
    Group {
        name: "Inboxes",
        description: "Under `/organizations/{organization_id}` for people, and under `/v1` for services. A key that is restricted to some inboxes sees those alone.",
        routes: Roof::BOTH.into_iter().flat_map(under).collect(),
    }
}

fn under(roof: Roof) -> [Route; 4] {
    let read = roof.caller(Role::Member, Scope::InboxesRead);
    let manage = roof.caller(Role::Member, Scope::InboxesWrite);
    let (all, one) = (roof.path("/inboxes"), roof.path("/inboxes/{id}"));
    let name = |name| roof.name(name);
    [
        Route::new(Get, &all, &name("listInboxes"), "List inboxes", read)
            .details("")
            .gives_page_of::<InboxDto<'_>>([]),
        Route::new(Post, &all, &name("createInbox"), "Create an inbox", manage)
            .details("An address in another domain than the service's is answered with 404.")
            .repeatable()
            .optional_body::<NewInbox>()
            .gives::<InboxDto<'_>>(201, "The inbox.")
            .fails(&["not_found", "inbox_taken"]),
        Route::new(Get, &one, &name("getInbox"), "Show an inbox", read)
            .details("")
            .gives::<InboxDto<'_>>(200, "The inbox."),
        Route::new(
            Delete,
            &one,
            &name("deleteInbox"),
            "Delete an inbox",
            manage,
        )
        .details("")
        .gives::<InboxDto<'_>>(200, "The inbox as it was."),
    ]
}
