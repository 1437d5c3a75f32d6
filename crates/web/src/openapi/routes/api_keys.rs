use sendook_domain::entities::{Role, Scope};
use utoipa::openapi::HttpMethod::{Delete, Get, Patch, Post};

use super::{Group, Roof};
use crate::dto::{ApiKeyDto, IssuedKeyDto, RunTokenDto, UsageDto};
use crate::openapi::bodies::{ApiKeyChange, FoundText, NewApiKey, Rotation};
use crate::openapi::caller::Caller;
use crate::openapi::parameters;
use crate::openapi::route::Route;
use crate::routes::IdentifiedKeysDto;

pub(super) fn api_keys() -> Group {
    let identify = Route::new(
        Post,
        "/organizations/{organization_id}/api_keys/identify",
        "identifyApiKey",
        "Find out which key a text holds",
        Caller::Member(Role::Admin),
    )
    .details("The text may be larger than other bodies.")
    .body::<FoundText>()
    .gives::<IdentifiedKeysDto>(200, "The first key that it holds, and the others.")
    .fails(&["not_found"]);
    let routes = Roof::BOTH.into_iter().flat_map(under);
    Group {
        name: "API keys",
        description: "Under `/organizations/{organization_id}` for people, and under `/v1` for services. A key can make or change only keys that reach no further than itself, in scopes, inboxes, addresses, rate and time.",
        routes: routes.chain([identify]).collect(),
    }
}

fn under(roof: Roof) -> [Route; 11] {
    let read = roof.caller(Role::Member, Scope::KeysRead);
    let manage = roof.caller(Role::Admin, Scope::KeysWrite);
    let (all, one) = (roof.path("/api_keys"), roof.path("/api_keys/{id}"));
    let name = |name| roof.name(name);
    // Of people alone, and only if the operator wants it so.
    let (create, rotate): (&[_], &[_]) = match roof {
        Roof::Organization => (
            &["forbidden", "reauthentication_required"],
            &["rotation_in_progress", "reauthentication_required"],
        ),
        Roof::V1 => (&["forbidden"], &["rotation_in_progress"]),
    };
    [
        Route::new(Get, &all, &name("listApiKeys"), "List API keys", read)
            .details("Never with a secret.")
            .gives_page_of::<ApiKeyDto<'_>>(parameters::of_keys()),
        Route::new(Post, &all, &name("createApiKey"), "Create an API key", manage)
            .details("This is the only answer that shows its secret.")
            .repeatable()
            .body::<NewApiKey>()
            .gives::<IssuedKeyDto<'_>>(201, "The key, with its secret.")
            .fails(create),
        Route::new(Get, &one, &name("getApiKey"), "Show an API key", read)
            .details("")
            .gives::<ApiKeyDto<'_>>(200, "The key."),
        Route::new(Patch, &one, &name("changeApiKey"), "Change an API key", manage)
            .details("What narrows a key holds on its next request.")
            .body::<ApiKeyChange>()
            .gives::<ApiKeyDto<'_>>(200, "The key, changed.")
            .fails(&["forbidden"]),
        Route::new(Delete, &one, &name("deleteApiKey"), "Delete an API key", manage)
            .details("Its secrets are refused from the next request on.")
            .gives::<ApiKeyDto<'_>>(200, "The key as it was, and not active."),
        Route::new(Get, &format!("{one}/usage"), &name("getApiKeyUsage"), "Show the use of an API key by day", read)
            .details("Requests that were let in, both secrets of a rotated key together. They are written down every half minute, and kept for 90 days.")
            .parameters([parameters::of_days()])
            .gives::<UsageDto>(200, "The use of the key."),
        Route::new(Get, &format!("{one}/tokens"), &name("listRunTokens"), "List the run tokens of an API key", read)
            .details("Those that have not expired, never with a secret.")
            .gives_page_of::<RunTokenDto<'_>>([]),
        Route::new(Delete, &format!("{one}/tokens/{{token_id}}"), &name("endRunToken"), "End a run token of an API key", manage)
            .details("It is refused from the next request on.")
            .gives::<RunTokenDto<'_>>(200, "The run token as it was."),
        Route::new(Post, &format!("{one}/rotate"), &name("rotateApiKey"), "Give an API key a new secret", manage)
            .details("The old secret lives on for a while. A further rotation in that time replaces the newest secret if nobody has used it.")
            .repeatable()
            .optional_body::<Rotation>()
            .gives::<IssuedKeyDto<'_>>(200, "The key, with its new secret.")
            .fails(rotate),
        Route::new(Post, &format!("{one}/rotate/complete"), &name("completeRotation"), "End the old secret of a rotation now", manage)
            .details("")
            .gives::<ApiKeyDto<'_>>(200, "The key, with the new secret alone.")
            .fails(&["no_rotation"]),
        Route::new(Post, &format!("{one}/rotate/cancel"), &name("cancelRotation"), "End the new secret of a rotation now", manage)
            .details("")
            .gives::<ApiKeyDto<'_>>(200, "The key, with the old secret alone.")
            .fails(&["no_rotation"]),
    ]
}
