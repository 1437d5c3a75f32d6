//! Scopes that an application names itself. A scope is a bit in the set of a key; which bit a name has is known to the
//! process alone, and stores keep the name.

use std::sync::{PoisonError, RwLock};

use super::scope::Scope;

/// The most names that one process knows.
const MOST: usize = 100;

/// The longest name, in bytes.
const LONGEST: usize = 60;

/// What later versions may name scopes of their own in.
const RESERVED: [&str; 6] = [
    "audit",
    "inboxes",
    "keys",
    "members",
    "organizations",
    "tokens",
];

static NAMES: RwLock<Vec<Known>> = RwLock::new(Vec::new());

#[derive(Clone, Copy)]
struct Known {
    name: &'static str,
    /// Whether keys can be given it, and not only have it from elsewhere.
    registered: bool,
}

/// A scope of an application that embeds this service, such as `reports:read`. No key has it unless somebody gave it to that
/// key; [`Scope::FullAccess`] includes it. Texts can name only what is [registered](Self::register), and so can requests; code
/// that has the constant can put it into a [`ScopeSet`](super::ScopeSet) without that.
///
/// ```
/// use sendook_domain::entities::{CustomScope, Scope, ScopeSet};
///
/// const REPORTS: CustomScope = CustomScope::new("reports:read");
/// assert!(Scope::parse("reports:read").is_err());
/// REPORTS.register()?;
/// let scopes = ScopeSet::parse("inboxes:read reports:read")?;
/// assert!(scopes.allows(Scope::Custom(REPORTS)));
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
///
/// A name that could be taken for one of the service's own does not compile:
///
/// ```compile_fail,E0080
/// use sendook_domain::entities::CustomScope;
///
/// const KEYS: CustomScope = CustomScope::new("keys:read");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CustomScope(&'static str);

/// The process knows a hundred scopes of applications already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("There are {MOST} scopes besides those of the service already: no more can be registered.")]
pub struct TooManyScopes;

impl CustomScope {
    /// A name of the form `area:action`, of at most 60 lower-case letters, digits, `_`, `-` and `.` beside the colon. The areas
    /// `audit`, `inboxes`, `keys`, `members`, `organizations` and `tokens` are the service's own.
    ///
    /// # Panics
    /// For any other name: in a constant, while it is compiled.
    pub const fn new(name: &'static str) -> Self {
        let Some(colon) = colon(name.as_bytes()) else {
            panic!("a scope is called area:action, in lower case");
        };
        let mut at = 0;
        while at < RESERVED.len() {
            let reserved = is_prefix(RESERVED[at].as_bytes(), colon, name.as_bytes());
            assert!(!reserved, "this area is the service's own");
            at += 1;
        }
        Self(name)
    }

    /// Lets texts name this scope, in this process, from now on: requests can give it to keys, and their JSON shows it. Doing it
    /// again changes nothing.
    ///
    /// # Errors
    /// [`TooManyScopes`].
    pub fn register(self) -> Result<(), TooManyScopes> {
        know(self.0, true).map(|_| ())
    }

    /// The name that clients and stores use.
    pub const fn as_str(self) -> &'static str {
        self.0
    }

    /// The registered scope of this name.
    pub(super) fn registered(name: &str) -> Option<Self> {
        let all = all();
        let mut all = all.iter().filter(|known| known.registered);
        all.find(|known| known.name == name).map(Self::of)
    }

    /// All that are registered.
    pub(super) fn all_registered() -> Vec<Self> {
        let all = all();
        let registered = all.iter().filter(|known| known.registered);
        registered.map(Self::of).collect()
    }

    /// What a store has under this name, registered here or not. `None`: it is no name, or one too many.
    pub(super) fn restore(name: &str) -> Option<Self> {
        colon(name.as_bytes())?;
        let at = know(name, false).ok()?;
        Self::at(at)
    }

    /// Which bit of the custom ones it has; `None` as long as no set of this process has it.
    pub(super) fn place(self) -> Option<usize> {
        all().iter().position(|known| known.name == self.0)
    }

    /// The same, which makes it known.
    pub(super) fn take_place(self) -> Option<usize> {
        know(self.0, false).ok()
    }

    /// The scope with this bit.
    pub(super) fn at(place: usize) -> Option<Self> {
        all().get(place).map(Self::of)
    }

    fn of(known: &Known) -> Self {
        Self(known.name)
    }
}

impl From<CustomScope> for Scope {
    fn from(scope: CustomScope) -> Self {
        Self::Custom(scope)
    }
}

fn all() -> Vec<Known> {
    NAMES.read().unwrap_or_else(PoisonError::into_inner).clone()
}

/// The place of a name, which gets one unless it has it. A name stays for as long as the process runs: there are few.
fn know(name: &str, registered: bool) -> Result<usize, TooManyScopes> {
    let mut names = NAMES.write().unwrap_or_else(PoisonError::into_inner);
    if let Some(at) = names.iter().position(|known| known.name == name) {
        names[at].registered |= registered;
        return Ok(at);
    }
    if names.len() == MOST {
        return Err(TooManyScopes);
    }
    names.push(Known {
        name: Box::leak(name.into()),
        registered,
    });
    Ok(names.len() - 1)
}

/// Where the one colon of a well-formed name is.
const fn colon(name: &[u8]) -> Option<usize> {
    let mut found = None;
    let mut at = 0;
    while at < name.len() {
        match name[at] {
            b':' if found.is_none() && at > 0 && at + 1 < name.len() => found = Some(at),
            b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' | b'.' => {}
            _ => return None,
        }
        at += 1;
    }
    if name.len() > LONGEST { None } else { found }
}

const fn is_prefix(area: &[u8], colon: usize, name: &[u8]) -> bool {
    if area.len() != colon {
        return false;
    }
    let mut at = 0;
    while at < colon {
        if area[at] != name[at] {
            return false;
        }
        at += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_two_parts_of_lower_case() {
        for name in [
            "a:b",
            "reports:read",
            "x-1.y_2:z",
            &format!("a:{}", "b".repeat(58)),
        ] {
            assert!(colon(name.as_bytes()).is_some(), "{name}");
        }
        let long = format!("a:{}", "b".repeat(59));
        for name in [
            "", ":", "a:", ":b", "a", "a:b:c", "A:b", "a:b c", "a:é", &long,
        ] {
            assert_eq!(colon(name.as_bytes()), None, "{name}");
        }
    }

    #[test]
    fn areas_of_the_service_are_reserved() {
        for area in RESERVED {
            let name: &'static str = format!("{area}:anything").leak();
            assert!(std::panic::catch_unwind(|| CustomScope::new(name)).is_err());
            let other: &'static str = format!("{area}s:anything").leak();
            assert_eq!(CustomScope::new(other).as_str(), other);
        }
        let areas = Scope::ALL[1..].iter();
        let areas = areas.filter_map(|scope| scope.as_str().split_once(':'));
        assert!(
            areas
                .map(|(area, _)| area)
                .all(|area| RESERVED.contains(&area))
        );
    }
}
