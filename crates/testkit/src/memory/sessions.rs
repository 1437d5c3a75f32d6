use sendook_domain::credentials::Digest;
use sendook_domain::entities::{AuditEvent, Session, StoredAccessToken, User, UserSession};
use sendook_domain::ports::{EndSessions, NewSession, Sessions, StoreError};
use sendook_domain::values::Id;

use super::MemoryStore;

impl Sessions for MemoryStore {
    fn create_session(&self, session: &NewSession, audit: &AuditEvent) -> Result<(), StoreError> {
        let mut state = self.begin()?;
        state.insert_session(session);
        state.audit.push(audit.clone());
        Ok(())
    }

    fn access_token_by_digest(
        &self,
        digest: &Digest,
    ) -> Result<Option<StoredAccessToken>, StoreError> {
        let state = self.begin()?;
        let Some(token) = state.access_tokens.get(digest) else {
            return Ok(None);
        };
        let session = state.sessions.get(&token.session);
        Ok(session.map(|session| StoredAccessToken {
            holder: UserSession {
                user_id: session.user_id.clone(),
                session_id: session.id.clone(),
            },
            expires_at: token.expires_at.min(session.expires_at),
        }))
    }

    fn session(&self, user: &Id<User>, id: &Id<Session>) -> Result<Option<Session>, StoreError> {
        let state = self.begin()?;
        let found = state.sessions.get(id);
        Ok(found.filter(|session| session.user_id == *user).cloned())
    }

    fn end_sessions(
        &self,
        user: &Id<User>,
        which: &EndSessions,
        audit: &AuditEvent,
    ) -> Result<(), StoreError> {
        let mut state = self.begin()?;
        let before = state.sessions.len();
        state.sessions.retain(|id, session| {
            let ends = match which {
                EndSessions::All => true,
                EndSessions::Only(this) => id == this,
                EndSessions::AllBut(this) => id != this,
            };
            session.user_id != *user || !ends
        });
        if state.sessions.len() == before {
            return Ok(());
        }
        let state = &mut *state;
        state
            .access_tokens
            .retain(|_, token| state.sessions.contains_key(&token.session));
        state.audit.push(audit.clone());
        Ok(())
    }
}
