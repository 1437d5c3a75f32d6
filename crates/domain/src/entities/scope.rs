use crate::named::named;

named! {
    /// One thing that a key may do. A key without a scope for it may not.
    pub enum Scope, else UnknownScope {
        /// Everything that any scope allows, those of later versions included.
        FullAccess = "full_access",
        /// List and read inboxes.
        InboxesRead = "inboxes:read",
        /// Create and delete inboxes.
        InboxesWrite = "inboxes:write",
        /// List and read API keys.
        KeysRead = "keys:read",
        /// Create, change and delete API keys whose scopes and inboxes are a subset of the key's own.
        KeysWrite = "keys:write",
        /// Introspect and revoke credentials of the organization (RFC 7662, RFC 7009).
        TokensIntrospect = "tokens:introspect",
    }
}

/// A text that names no scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "A scope is one of full_access, inboxes:read, inboxes:write, keys:read, keys:write and tokens:introspect."
)]
pub struct UnknownScope;

impl Scope {
    fn bit(self) -> u16 {
        1 << self as u16
    }
}

/// The scopes of one key. Empty allows nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct ScopeSet(u16);

impl ScopeSet {
    /// `full_access`: the default of a new key.
    pub fn full() -> Self {
        [Scope::FullAccess].into_iter().collect()
    }

    /// Whether the set allows `scope`.
    pub fn allows(self, scope: Scope) -> bool {
        self.0 & (scope.bit() | Scope::FullAccess.bit()) != 0
    }

    /// The same set with every scope that [`Scope::FullAccess`] includes listed by name.
    #[must_use]
    pub fn spelled_out(self) -> Self {
        Scope::ALL
            .into_iter()
            .filter(|scope| self.allows(*scope))
            .collect()
    }

    /// Whether `other` is a subset.
    pub fn covers(self, other: Self) -> bool {
        self.allows(Scope::FullAccess) || other.0 & !self.0 == 0
    }

    /// The scopes, in the order of [`Scope::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL
            .into_iter()
            .filter(move |scope| self.0 & scope.bit() != 0)
    }

    /// Whether nothing is allowed.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Reads what [`ScopeSet::to_text`] wrote.
    ///
    /// # Errors
    /// [`UnknownScope`] if a word is no scope.
    pub fn parse(text: &str) -> Result<Self, UnknownScope> {
        text.split_ascii_whitespace().map(Scope::parse).collect()
    }

    /// The scopes' names with single spaces between them (RFC 6749, section 3.3).
    pub fn to_text(self) -> String {
        self.iter().map(Scope::as_str).collect::<Vec<_>>().join(" ")
    }
}

impl FromIterator<Scope> for ScopeSet {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(scopes.into_iter().fold(0, |bits, scope| bits | scope.bit()))
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
        assert_eq!(ScopeSet::full().spelled_out(), all);
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
    }
}
