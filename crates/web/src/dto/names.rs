//! Schemas of texts that name something of the domain.

use std::borrow::Cow;

use sendook_domain::entities::{
    AuditAction, DisabledReason, FactorKind, FactorMethod, Role, Scope, ScopeSet,
};
use sendook_domain::values::Environment;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// The scopes of a key, those left out that only another program on the same database knows: here they let it do nothing, and clients
/// are promised the names of the schema.
pub(super) fn scope_names(scopes: ScopeSet) -> Vec<&'static str> {
    let known = scopes.iter().filter(|scope| scope.is_known());
    known.map(Scope::as_str).collect()
}

/// Makes the schema of a list of names. Only the schema is needed: answers hold the names themselves.
macro_rules! names {
    ($schema:ident, $name:literal, $of:ident, $description:literal) => {
        pub(crate) enum $schema {}

        impl PartialSchema for $schema {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .description(Some($description))
                    .enum_values(Some($of::ALL.map($of::as_str)))
                    .into()
            }
        }

        impl ToSchema for $schema {
            fn name() -> Cow<'static, str> {
                $name.into()
            }
        }
    };
}

names!(
    AuditActionName,
    "AuditAction",
    AuditAction,
    "What an audit line can record."
);
names!(
    DisabledReasonName,
    "DisabledReason",
    DisabledReason,
    "Why a key was disabled."
);
names!(
    EnvironmentName,
    "Environment",
    Environment,
    "Where a key is meant to be used. It shows in the key's prefix: `sndk_prod_`, `sndk_stage_` or `sndk_dev_`."
);
names!(
    FactorKindName,
    "FactorKind",
    FactorKind,
    "What a second factor is: an authenticator app, or a passkey."
);
names!(
    FactorMethodName,
    "FactorMethod",
    FactorMethod,
    "What a person can show as their second factor."
);
names!(
    RoleName,
    "Role",
    Role,
    "What a person may do in an organization: members read everything and manage inboxes; admins and owners manage API \
     keys, people and the name too, and read the audit trail; only owners manage owners and delete the organization."
);
names!(
    ScopeName,
    "Scope",
    Scope,
    "One thing that a key may do; `full_access` is everything, also what later versions add."
);
