use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use sendook_domain::entities::RefreshChain;
use sendook_domain::entities::{Session, StoredAccessToken, StoredRefreshToken};
use sendook_domain::ports::{NewSession, NewTokens};
use sendook_domain::values::Digest;
use sendook_domain::values::Id;

/// Sessions and the tokens that they own.
#[derive(Default)]
pub(super) struct SessionRows {
    rows: BTreeMap<Id<Session>, SessionRow>,
    access_tokens: HashMap<Digest, AccessToken>,
    refresh_tokens: HashMap<Digest, RefreshToken>,
}

pub(super) struct SessionRow {
    pub(super) session: Session,
    pub(super) chain: RefreshChain,
}

struct AccessToken {
    session: Id<Session>,
    expires_at: DateTime<Utc>,
}

struct RefreshToken {
    session: Id<Session>,
    generation: i64,
}

impl SessionRows {
    pub(super) fn insert(&mut self, new: &NewSession) {
        self.insert_row(&new.session);
        self.insert_tokens(&new.session.id, 0, &new.tokens);
    }

    /// Keeps a session that has no refresh token, and an access token that ends with it.
    pub(super) fn insert_with_access_token(&mut self, session: &Session, digest: Digest) {
        self.insert_row(session);
        let access = AccessToken {
            session: session.id.clone(),
            expires_at: session.expires_at,
        };
        self.access_tokens.insert(digest, access);
    }

    fn insert_row(&mut self, session: &Session) {
        let session = session.clone();
        let chain = RefreshChain {
            generation: 0,
            began_at: session.created_at,
            began_by: None,
            used_at: session.last_used_at,
        };
        self.rows
            .insert(session.id.clone(), SessionRow { session, chain });
    }

    pub(super) fn insert_tokens(&mut self, id: &Id<Session>, generation: i64, new: &NewTokens) {
        let access = AccessToken {
            session: id.clone(),
            expires_at: new.access_expires_at,
        };
        self.access_tokens.insert(new.access_digest, access);
        let refresh = RefreshToken {
            session: id.clone(),
            generation,
        };
        self.refresh_tokens.insert(new.refresh_digest, refresh);
    }

    /// The digests of a session's access tokens.
    pub(super) fn access_digests(&self, of: &Id<Session>) -> Vec<Digest> {
        let tokens = self.access_tokens.iter();
        let own = tokens.filter(|(_, token)| token.session == *of);
        own.map(|(digest, _)| *digest).collect()
    }

    /// Ends the access tokens of the selected sessions, and returns their digests.
    pub(super) fn end_access_tokens(&mut self, end: impl Fn(&Id<Session>) -> bool) -> Vec<Digest> {
        let ended = self
            .access_tokens
            .extract_if(|_, token| end(&token.session));
        ended.map(|(digest, _)| digest).collect()
    }

    pub(super) fn get(&self, id: &Id<Session>) -> Option<&SessionRow> {
        self.rows.get(id)
    }

    pub(super) fn get_mut(&mut self, id: &Id<Session>) -> Option<&mut SessionRow> {
        self.rows.get_mut(id)
    }

    /// A session, if its chain stands at this generation.
    pub(super) fn at_generation(
        &mut self,
        id: &Id<Session>,
        generation: i64,
    ) -> Option<&mut SessionRow> {
        let found = self.rows.get_mut(id);
        found.filter(|row| row.chain.generation == generation)
    }

    pub(super) fn newest_first(&self) -> impl Iterator<Item = &Session> {
        self.rows.values().rev().map(|row| &row.session)
    }

    pub(super) fn by_access_token(&self, digest: &Digest) -> Option<StoredAccessToken> {
        let token = self.access_tokens.get(digest)?;
        let session = &self.rows.get(&token.session)?.session;
        Some(StoredAccessToken {
            user_id: session.user_id.clone(),
            session_id: session.id.clone(),
            expires_at: token.expires_at.min(session.expires_at),
            last_used_at: session.last_used_at,
        })
    }

    pub(super) fn by_refresh_token(&self, digest: &Digest) -> Option<StoredRefreshToken> {
        let token = self.refresh_tokens.get(digest)?;
        let row = self.rows.get(&token.session)?;
        Some(StoredRefreshToken {
            session: row.session.clone(),
            chain: row.chain.clone(),
            generation: token.generation,
        })
    }

    /// Ends the selected sessions, up to a limit, with their tokens; returns them, and the digests of the access tokens.
    pub(super) fn end(
        &mut self,
        limit: usize,
        ends: impl Fn(&Session) -> bool,
    ) -> (Vec<Session>, Vec<Digest>) {
        let over = self.rows.extract_if(.., |_, row| ends(&row.session));
        let ended = over.take(limit).map(|(_, row)| row.session).collect();
        let rows = &self.rows;
        self.refresh_tokens
            .retain(|_, token| rows.contains_key(&token.session));
        let ended_tokens = self
            .access_tokens
            .extract_if(|_, token| !rows.contains_key(&token.session));
        (ended, ended_tokens.map(|(digest, _)| digest).collect())
    }
}
