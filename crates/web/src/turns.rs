use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Weak};
use std::time::Duration;

use actix_web::rt::time::timeout;
use parking_lot::Mutex;
use sendook_domain::policies::{PER_ACCOUNT, PER_ADDRESS, REGISTRATIONS_PER_NETWORK};
use sendook_domain::values::{ClientNetwork, EmailAddress};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::Problem;

/// How many with one key may wait for their turn.
const MAX_WAITING: usize = 64;

/// How long each of them may wait.
const LONGEST_WAIT: Duration = Duration::from_secs(4);

/// Limits how many logins and registrations of one client run at once; the others wait for their turn, first
/// come, first served. They count as failures until they succeed: otherwise twenty correct logins at the same
/// moment would look like guessing.
pub(crate) struct Turns {
    accounts: KeyedLimit<(String, ClientNetwork)>,
    networks: KeyedLimit<ClientNetwork>,
    registrations: KeyedLimit<ClientNetwork>,
}

/// The right to make an attempt, until it is dropped.
pub(crate) type Turn = OwnedSemaphorePermit;

/// The limit for each key.
struct KeyedLimit<K> {
    at_once: usize,
    /// The semaphore of a key that is not in use has been dropped.
    semaphores: Mutex<HashMap<K, Weak<Semaphore>>>,
}

impl Turns {
    /// Without a limit where attempts are not counted.
    pub(crate) fn new(counted: bool) -> Self {
        let at_once = |limit| {
            if counted {
                limit
            } else {
                Semaphore::MAX_PERMITS
            }
        };
        Self {
            accounts: KeyedLimit::new(at_once(PER_ACCOUNT.at_once())),
            networks: KeyedLimit::new(at_once(PER_ADDRESS.at_once())),
            registrations: KeyedLimit::new(at_once(REGISTRATIONS_PER_NETWORK.at_once())),
        }
    }

    /// Waits until the client may prove a password of this account.
    ///
    /// # Errors
    /// [`Problem::unavailable`] if too many wait, or this one has waited too long.
    pub(crate) async fn proof(
        &self,
        email: &EmailAddress,
        network: ClientNetwork,
    ) -> Result<[Turn; 2], Problem> {
        in_time(async {
            let account = self.accounts.enter((email.key().to_owned(), network));
            Ok([account.await?, self.networks.enter(network).await?])
        })
        .await
    }

    /// Waits until the client may register.
    ///
    /// # Errors
    /// As [`Self::proof`].
    pub(crate) async fn registration(&self, network: ClientNetwork) -> Result<Turn, Problem> {
        in_time(self.registrations.enter(network)).await
    }
}

async fn in_time<T>(turn: impl Future<Output = Result<T, Problem>>) -> Result<T, Problem> {
    let late = || Problem::unavailable("an attempt has waited too long for its turn");
    timeout(LONGEST_WAIT, turn)
        .await
        .unwrap_or_else(|_| Err(late()))
}

impl<K: Eq + Hash> KeyedLimit<K> {
    fn new(at_once: usize) -> Self {
        Self {
            at_once,
            semaphores: Mutex::default(),
        }
    }

    async fn enter(&self, key: K) -> Result<Turn, Problem> {
        let semaphore = self
            .semaphore(key)
            .ok_or_else(|| Problem::unavailable("too many attempts wait for their turn"))?;
        semaphore.acquire_owned().await.map_err(Problem::internal)
    }

    /// `None`: the queue is full. Each attempt that waits or has its turn holds one reference.
    fn semaphore(&self, key: K) -> Option<Arc<Semaphore>> {
        let mut semaphores = self.semaphores.lock();
        semaphores.retain(|_, semaphore| semaphore.strong_count() > 0);
        let known = semaphores.entry(key).or_default();
        let Some(semaphore) = known.upgrade() else {
            let new = Arc::new(Semaphore::new(self.at_once));
            *known = Arc::downgrade(&new);
            return Some(new);
        };
        let before = Arc::strong_count(&semaphore) - 1;
        (before < self.at_once + MAX_WAITING).then_some(semaphore)
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;
    use tokio::time::pause;

    use super::*;

    fn network(number: u8) -> ClientNetwork {
        ClientNetwork::of(Some([192, 0, 2, number].into()))
    }

    fn email(name: &str) -> EmailAddress {
        EmailAddress::parse(&format!("{name}@example.com")).unwrap()
    }

    #[actix_web::test]
    async fn no_more_than_allowed_have_a_turn_and_the_first_to_come_is_the_first_to_go() {
        let limit = KeyedLimit::new(2);
        let turns = [limit.enter('a').await, limit.enter('a').await];
        let mut first = Box::pin(limit.enter('a'));
        let mut second = Box::pin(limit.enter('a'));
        assert!(first.as_mut().now_or_never().is_none());
        assert!(second.as_mut().now_or_never().is_none());
        assert!(limit.enter('b').now_or_never().is_some(), "another key");
        let [one, _other] = turns;
        drop(one);
        assert!(second.as_mut().now_or_never().is_none());
        drop(first.await);
        drop(second.await);
    }

    #[actix_web::test]
    async fn more_than_may_wait_are_sent_away_and_those_that_left_make_room() {
        let limit = KeyedLimit::new(1);
        let _turn = limit.enter('a').await.unwrap();
        let mut waiting: Vec<_> = (0..MAX_WAITING)
            .map(|_| Box::pin(limit.enter('a')))
            .collect();
        for one in &mut waiting {
            assert!(one.as_mut().now_or_never().is_none());
        }
        let sent_away = limit.enter('a').now_or_never().unwrap();
        assert_eq!(sent_away.unwrap_err().code, "unavailable");
        assert!(limit.enter('b').now_or_never().unwrap().is_ok());
        waiting.pop();
        assert!(limit.enter('a').now_or_never().is_none(), "it may wait");
    }

    #[actix_web::test]
    async fn of_a_key_that_nobody_uses_nothing_is_kept() {
        let limit = KeyedLimit::new(1);
        for key in 0..10 {
            drop(limit.enter(key).await.unwrap());
        }
        assert_eq!(limit.semaphores.lock().len(), 1, "the last, until the next");
    }

    #[actix_web::test]
    async fn proofs_of_one_account_and_of_one_network_wait_for_each_other() {
        pause();
        let turns = Turns::new(true);
        let mut ada = Vec::new();
        for _ in 0..PER_ACCOUNT.at_once() {
            ada.push(turns.proof(&email("ada"), network(1)).await.unwrap());
        }
        let late = turns.proof(&email("ada"), network(1)).await;
        assert_eq!(late.unwrap_err().code, "unavailable");
        assert!(turns.proof(&email("ada"), network(2)).await.is_ok());
        let mut others = Vec::new();
        for number in 0..PER_ADDRESS.at_once() - ada.len() {
            let other = email(&format!("grace.{number}"));
            others.push(turns.proof(&other, network(1)).await.unwrap());
        }
        assert!(turns.proof(&email("eve"), network(1)).await.is_err());
        assert!(turns.registration(network(1)).await.is_ok());
        drop(ada);
        assert!(turns.proof(&email("eve"), network(1)).await.is_ok());
    }

    #[actix_web::test]
    async fn where_attempts_are_not_counted_none_waits() {
        pause();
        let turns = Turns::new(false);
        let mut all = Vec::new();
        for _ in 0..100 {
            // A wait would end at once, in an error.
            all.push(turns.proof(&email("ada"), network(1)).await.unwrap());
        }
    }
}
