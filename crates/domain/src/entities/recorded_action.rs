use super::AuditAction;

/// What a line of the audit trail says that happened.
///
/// While servers of several versions share a database, and after a newer one was replaced by an older one, there are lines of actions
/// that this version does not know. They are read all the same: a line that cannot be read would take its whole page along.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum RecordedAction {
    /// An action of this version.
    Known(AuditAction),
    /// The name, as it was stored, of one of another version.
    Other(Box<str>),
}

impl RecordedAction {
    /// Reads the name that a store kept.
    pub fn restore(name: String) -> Self {
        AuditAction::parse(&name).map_or_else(|_| Self::Other(name.into()), Self::Known)
    }

    /// The name that clients and stores use.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Known(action) => action.as_str(),
            Self::Other(name) => name,
        }
    }
}

impl From<AuditAction> for RecordedAction {
    fn from(action: AuditAction) -> Self {
        Self::Known(action)
    }
}

impl PartialEq<AuditAction> for RecordedAction {
    fn eq(&self, other: &AuditAction) -> bool {
        matches!(self, Self::Known(action) if action == other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_and_kept_whether_it_is_known_or_not() {
        for action in AuditAction::ALL {
            let read = RecordedAction::restore(action.as_str().to_owned());
            assert_eq!(read, action);
            assert_eq!(read.as_str(), action.as_str());
        }
        let read = RecordedAction::restore("key.polished".to_owned());
        assert_eq!(read, RecordedAction::Other("key.polished".into()));
        assert_eq!(read.as_str(), "key.polished");
    }
}
