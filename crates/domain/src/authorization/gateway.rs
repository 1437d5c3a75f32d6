//! Which keys a gateway lets through to a service that judges none itself.

use super::permissions::Policy;
use crate::authentication::ApiKeyPrincipal;
use crate::denial::Denial;
use crate::entities::ScopeSet;
use crate::values::Environment;

/// What a gateway requires of an API key beyond its being valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct KeyRequirements {
    /// The key has all of these scopes.
    pub scopes: ScopeSet,
    /// The key is of this environment.
    pub environment: Option<Environment>,
}

/// Lets a key through that meets all requirements; a run token is judged by its own scopes.
pub struct GatewayPolicy;

impl Policy<ApiKeyPrincipal, KeyRequirements> for GatewayPolicy {
    fn decide(&self, holder: &ApiKeyPrincipal, required: &KeyRequirements) -> Result<(), Denial> {
        let judged = meets(holder.scopes(), holder.stored().key.environment, *required);
        judged.map_err(|denial| denial.of(holder.run_token().is_some()))
    }
}

fn meets(has: ScopeSet, of: Environment, required: KeyRequirements) -> Result<(), Denial> {
    if let Some(environment) = required.environment.filter(|wanted| *wanted != of) {
        return Err(Denial::OtherEnvironmentWanted(environment));
    }
    let mut missing = required.scopes.iter().filter(|scope| !has.allows(*scope));
    missing
        .next()
        .map_or(Ok(()), |scope| Err(Denial::MissingScope(scope)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::Scope;

    fn requiring(scopes: &[Scope], environment: Option<Environment>) -> KeyRequirements {
        let scopes = scopes.iter().copied().collect();
        KeyRequirements {
            scopes,
            environment,
        }
    }

    #[test]
    fn a_key_needs_every_scope_that_is_required() {
        use Scope::{FullAccess, InboxesRead, KeysRead};
        for (has, required, missing) in [
            (vec![], vec![], None),
            (vec![InboxesRead], vec![InboxesRead], None),
            (vec![InboxesRead, KeysRead], vec![KeysRead], None),
            (vec![FullAccess], vec![InboxesRead, KeysRead], None),
            (
                vec![InboxesRead],
                vec![InboxesRead, KeysRead],
                Some(KeysRead),
            ),
            (vec![], vec![InboxesRead], Some(InboxesRead)),
            (Scope::ALL[1..].to_vec(), vec![FullAccess], Some(FullAccess)),
        ] {
            let judged = meets(
                has.iter().copied().collect(),
                Environment::Production,
                requiring(&required, None),
            );
            let expected = missing.map_or(Ok(()), |scope| Err(Denial::MissingScope(scope)));
            assert_eq!(judged, expected, "{has:?} {required:?}");
        }
    }

    #[test]
    fn a_key_of_another_environment_is_refused_whatever_its_scopes() {
        for of in Environment::ALL {
            for wanted in Environment::ALL {
                let required = requiring(&[Scope::InboxesRead], Some(wanted));
                let judged = meets(ScopeSet::full(), of, required);
                let denied = Err(Denial::OtherEnvironmentWanted(wanted));
                assert_eq!(judged, if of == wanted { Ok(()) } else { denied });
            }
        }
    }
}
