use crate::entities::{CustomScope, Role};

/// Something that an application lets keys and people do, and that the service knows nothing of. Until it is opened to more,
/// it is denied to everybody but keys with its scope and owners of the organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CustomAction {
    scope: CustomScope,
    role: Role,
    run_tokens: bool,
}

impl CustomAction {
    /// Takes this scope of a key, and of people the role of an owner. Run tokens may not.
    pub const fn new(scope: CustomScope) -> Self {
        Self {
            scope,
            role: Role::Owner,
            run_tokens: false,
        }
    }

    /// Open to people from this role on.
    #[must_use]
    pub const fn from_role(self, role: Role) -> Self {
        Self { role, ..self }
    }

    /// Open to run tokens too, if they have the scope.
    #[must_use]
    pub const fn for_run_tokens(self) -> Self {
        Self {
            run_tokens: true,
            ..self
        }
    }

    /// The scope that it takes.
    pub const fn scope(self) -> CustomScope {
        self.scope
    }

    pub(super) const fn least_role(self) -> Role {
        self.role
    }

    pub(super) const fn is_open_to_run_tokens(self) -> bool {
        self.run_tokens
    }
}
