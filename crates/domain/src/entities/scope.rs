use super::custom_scope::CustomScope;

/// How many bits of a set are for scopes of the service; the others are for those of applications.
const OWN_BITS: usize = 16;

/// One thing that a key may do. A key without a scope for it may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Scope {
    /// Everything that any scope allows, those of applications and of later versions included.
    FullAccess,
    /// List and read inboxes.
    InboxesRead,
    /// Create and delete inboxes.
    InboxesWrite,
    /// List and read API keys.
    KeysRead,
    /// Create, change and delete API keys whose scopes and inboxes are a subset of the key's own.
    KeysWrite,
    /// Introspect and revoke credentials of the organization (RFC 7662, RFC 7009).
    TokensIntrospect,
    /// What an application that embeds the service named itself.
    Custom(CustomScope),
}

/// A text that names no scope of the service, and none that the application registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A scope is one of {}.", listed())]
pub struct UnknownScope;

fn listed() -> String {
    let known = Scope::known();
    let names: Vec<_> = known.into_iter().map(Scope::as_str).collect();
    let (last, others) = names.split_last().unwrap_or((&"", &[]));
    format!("{} and {last}", others.join(", "))
}

impl Scope {
    /// All of the service.
    pub const ALL: [Self; 6] = [
        Self::FullAccess,
        Self::InboxesRead,
        Self::InboxesWrite,
        Self::KeysRead,
        Self::KeysWrite,
        Self::TokensIntrospect,
    ];

    /// All that a key can be given: those of the service, and those that the application registered.
    pub fn known() -> Vec<Self> {
        let custom = CustomScope::all_registered().into_iter().map(Self::Custom);
        Self::ALL.into_iter().chain(custom).collect()
    }

    /// Whether a key can be given it here: not what a key has from another program alone.
    pub fn is_known(self) -> bool {
        match self {
            Self::Custom(scope) => CustomScope::registered(scope.as_str()).is_some(),
            _ => true,
        }
    }

    /// The name that clients and stores use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FullAccess => "full_access",
            Self::InboxesRead => "inboxes:read",
            Self::InboxesWrite => "inboxes:write",
            Self::KeysRead => "keys:read",
            Self::KeysWrite => "keys:write",
            Self::TokensIntrospect => "tokens:introspect",
            Self::Custom(scope) => scope.as_str(),
        }
    }

    /// Reads the name that clients use; letter case counts.
    ///
    /// # Errors
    /// [`UnknownScope`] for any other text.
    pub fn parse(text: &str) -> Result<Self, UnknownScope> {
        let custom = || CustomScope::registered(text).map(Self::Custom);
        Self::own(text).or_else(custom).ok_or(UnknownScope)
    }

    fn own(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == text)
    }

    const fn own_bit(self) -> Option<u128> {
        Some(match self {
            Self::FullAccess => 1,
            Self::InboxesRead => 1 << 1,
            Self::InboxesWrite => 1 << 2,
            Self::KeysRead => 1 << 3,
            Self::KeysWrite => 1 << 4,
            Self::TokensIntrospect => 1 << 5,
            Self::Custom(_) => return None,
        })
    }

    /// Of a scope that no set can have: none.
    fn bit(self) -> u128 {
        match self {
            Self::Custom(scope) => scope.place().map_or(0, custom_bit),
            own => own.own_bit().unwrap_or(0),
        }
    }
}

const fn custom_bit(place: usize) -> u128 {
    1 << (OWN_BITS + place)
}

/// The scopes of one key. Empty allows nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct ScopeSet(u128);

const FULL: u128 = 1;

impl ScopeSet {
    /// `full_access`: the default of a new key.
    pub fn full() -> Self {
        Self(FULL)
    }

    /// Whether the set allows `scope`.
    pub fn allows(self, scope: Scope) -> bool {
        self.0 & FULL != 0 || self.0 & scope.bit() != 0
    }

    /// The same set with every scope that [`Scope::FullAccess`] includes listed by name.
    #[must_use]
    pub fn spelled_out(self) -> Self {
        if self.0 & FULL == 0 {
            return self;
        }
        let known: Self = Scope::known().into_iter().collect();
        Self(self.0 | known.0)
    }

    /// Whether `other` is a subset.
    pub fn covers(self, other: Self) -> bool {
        self.allows(Scope::FullAccess) || other.0 & !self.0 == 0
    }

    /// The scopes: those of the service in the order of [`Scope::ALL`], then those of the application by name.
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        let own = Scope::ALL
            .into_iter()
            .filter(move |scope| scope.own_bit().is_some_and(|bit| self.0 & bit != 0));
        own.chain(self.custom())
    }

    fn custom(self) -> Vec<Scope> {
        let mut rest = self.0 >> OWN_BITS;
        let mut custom = Vec::new();
        while rest != 0 {
            let place = rest.trailing_zeros() as usize;
            custom.extend(CustomScope::at(place).map(Scope::Custom));
            rest &= rest - 1;
        }
        custom.sort_unstable_by_key(|scope| scope.as_str());
        custom
    }

    /// Whether nothing is allowed.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Reads names with white space between them, as clients write them (RFC 6749, section 3.3).
    ///
    /// # Errors
    /// [`UnknownScope`] if a word is no scope that a key can be given here.
    pub fn parse(text: &str) -> Result<Self, UnknownScope> {
        text.split_ascii_whitespace().map(Scope::parse).collect()
    }

    /// Reads what [`ScopeSet::to_text`] wrote, in this program or in another: a scope that only another one registered stays in
    /// the set.
    ///
    /// # Errors
    /// [`UnknownScope`] if a word can be no scope.
    pub fn restore(text: &str) -> Result<Self, UnknownScope> {
        let restored = |name| {
            let custom = || CustomScope::restore(name).map(Scope::Custom);
            Scope::own(name).or_else(custom).ok_or(UnknownScope)
        };
        text.split_ascii_whitespace().map(restored).collect()
    }

    /// The scopes' names with single spaces between them (RFC 6749, section 3.3).
    pub fn to_text(self) -> String {
        self.iter().map(Scope::as_str).collect::<Vec<_>>().join(" ")
    }
}

impl FromIterator<Scope> for ScopeSet {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        let bit = |scope| match scope {
            Scope::Custom(custom) => custom.take_place().map_or(0, custom_bit),
            own => own.bit(),
        };
        Self(scopes.into_iter().fold(0, |bits, scope| bits | bit(scope)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_access_allows_everything_and_nothing_else_does() {
        assert!(
            Scope::ALL
                .into_iter()
                .all(|scope| ScopeSet::full().allows(scope))
        );
        for scope in &Scope::ALL[1..] {
            let set: ScopeSet = [*scope].into_iter().collect();
            assert!(set.allows(*scope));
            assert!(!set.covers(ScopeSet::full()));
            assert_eq!(
                Scope::ALL
                    .into_iter()
                    .filter(|other| set.allows(*other))
                    .count(),
                1
            );
        }
    }

    #[test]
    fn an_empty_set_allows_nothing() {
        assert!(ScopeSet::default().is_empty());
        assert!(
            !Scope::ALL
                .into_iter()
                .any(|scope| ScopeSet::default().allows(scope))
        );
    }

    #[test]
    fn full_access_is_spelled_out_and_other_sets_stay() {
        let all: ScopeSet = Scope::ALL.into_iter().collect();
        assert!(
            ScopeSet::full()
                .spelled_out()
                .to_text()
                .starts_with(&all.to_text())
        );
        let read: ScopeSet = [Scope::InboxesRead].into_iter().collect();
        assert_eq!(read.spelled_out(), read);
        assert!(ScopeSet::default().spelled_out().is_empty());
    }

    #[test]
    fn text_goes_round() {
        let set: ScopeSet = [Scope::KeysRead, Scope::InboxesWrite].into_iter().collect();
        assert_eq!(set.to_text(), "inboxes:write keys:read");
        assert_eq!(ScopeSet::parse(&set.to_text()), Ok(set));
        assert_eq!(ScopeSet::parse("keys:read root"), Err(UnknownScope));
        assert_eq!(ScopeSet::restore("keys:read root"), Err(UnknownScope));
    }

    const REPORTS: CustomScope = CustomScope::new("reports:read");

    #[test]
    fn a_scope_of_an_application_allows_itself_alone() {
        REPORTS.register().unwrap();
        let set = ScopeSet::parse("reports:read keys:read").unwrap();
        assert_eq!(set.to_text(), "keys:read reports:read");
        assert!(set.allows(REPORTS.into()) && !set.allows(Scope::KeysWrite));
        let own = ScopeSet::parse("keys:read").unwrap();
        assert!(!own.allows(REPORTS.into()));
        assert!(set.covers(own) && !own.covers(set));
        assert!(ScopeSet::full().allows(REPORTS.into()));
        assert!(
            ScopeSet::full()
                .spelled_out()
                .to_text()
                .ends_with(" reports:read")
        );
        assert!(UnknownScope.to_string().contains("reports:read"));
    }

    #[test]
    fn a_scope_that_nobody_registered_is_kept_and_not_given() {
        const OTHER: CustomScope = CustomScope::new("of.another:program");
        assert_eq!(Scope::parse(OTHER.as_str()), Err(UnknownScope));
        let kept = ScopeSet::restore("of.another:program").unwrap();
        assert_eq!(kept.to_text(), "of.another:program");
        assert!(kept.allows(OTHER.into()));
        assert!(Scope::ALL.into_iter().all(|scope| !kept.allows(scope)));
        assert_eq!(ScopeSet::parse(OTHER.as_str()), Err(UnknownScope));
        assert!(!Scope::Custom(OTHER).is_known() && Scope::KeysRead.is_known());
    }
}
